import fc from "fast-check";

// An array that may have 200 entries is meant to have them: by default fast-check stops at about a dozen, whatever maxLength says.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });

export default fc;
