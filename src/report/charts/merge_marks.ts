const LINE =
  /<line(?: transform="translate\((-?[\d.]+),(-?[\d.]+)\)")?(?: x2="(-?[\d.]+)")?(?: y2="(-?[\d.]+)")?([^>]*)\/>/g;
/** Two paths beside one another that differ in their shape only. What is translucent would darken itself where it overlaps. */
const TWIN_PATHS = /<path d="(M[^"]*)"((?![^>]*(?:transform|opacity))[^>]*)\/>(?:<path d="M[^"]*"\2\/>)+/g;
const TEXT = /<text( text-anchor="\w+")? x="(-?[\d.]+)" y="(-?[\d.]+)"( fill="#\w+")>/;
const TEXTS = /(?:<text(?: text-anchor="\w+")? x="-?[\d.]+" y="-?[\d.]+" fill="#\w+">[^<]*<\/text>){3,}/g;

/** Joins neighbours that look alike: lines and paths into one path, texts into a group that says once what they share. */
export function mergeMarks(svg: string): string {
  return svg.replace(LINE, lineAsPath).replace(TWIN_PATHS, joined).replace(TEXTS, grouped);
}

function lineAsPath(_: string, x = "0", y = "0", dx = "0", dy = "0", rest = ""): string {
  const way = dy === "0" ? `h${dx}` : dx === "0" ? `v${dy}` : `l${dx},${dy}`;
  return `<path d="M${x},${y}${way}"${rest}/>`;
}

function joined(paths: string, _: string, rest: string): string {
  const shapes = [...paths.matchAll(/ d="([^"]*)"/g)].map(([, shape]) => shape);
  return `<path d="${shapes.join("")}"${rest}/>`;
}

function grouped(texts: string): string {
  const runs: { shared: string; texts: string[] }[] = [];
  for (const text of texts.match(/<text.*?<\/text>/gs) ?? []) {
    const [whole, anchor = "", x, y, fill] = TEXT.exec(text) ?? [];
    const shared = `${anchor}${fill}`;
    const bare = text.replace(whole!, `<text x="${x}" y="${y}">`);
    const last = runs.at(-1);
    if (last?.shared === shared) last.texts.push(bare);
    else runs.push({ shared, texts: [bare] });
  }
  return runs.map((run) => `<g${run.shared}>${run.texts.join("")}</g>`).join("");
}
