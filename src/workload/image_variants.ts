/** Architecture B, "Image Optimization Pipeline": squares, px, by name. */
export const IMAGE_SIZES = { thumbnail: 150, small: 300, medium: 600, large: 1200 } as const;
export type ImageSize = keyof typeof IMAGE_SIZES;
export const IMAGE_SIZE_NAMES = Object.keys(IMAGE_SIZES) as readonly ImageSize[];

/** The pipeline's formats, best first: what a client takes when it can. */
export const IMAGE_FORMATS = ["avif", "webp", "jpeg"] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];
