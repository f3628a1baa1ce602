/** Leaves our pages for an address elsewhere, or for a page of ours that is to be made anew. */
export const leaveFor = (address: string) => window.location.assign(address)
