/* What this library was built from. library.py compares it with the sources that lie beside it, so a
   library left over from before a change is never taken for the present one. */

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const char *sn_sources(void);

const char *sn_sources(void) { return SN_SOURCES; }
