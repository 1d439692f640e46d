"""The views: each turns an address into what its template shows; none works anything out."""
