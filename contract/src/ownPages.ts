/**
 * What our own pages add to every request, and no other site's page can without asking the API first: the browser sends
 * a request with such a header across origins only after a preflight, which is never granted (WHATWG Fetch, 3.2).
 */
export const OWN_PAGES_HEADER = 'X-HMS-Request'
