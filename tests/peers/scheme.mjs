// The two forms of signatures, by the names that Fedify gives them.

export const DRAFT = "draft-cavage-http-signatures-12";
export const RFC9421 = "rfc9421";

/** How a request with these headers is signed, if it is. */
export function schemeOf(headers) {
  if (headers.has("signature-input")) {
    return RFC9421;
  }
  return headers.has("signature") ? DRAFT : null;
}
