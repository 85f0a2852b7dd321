// Compiled in front of every file. POSIX has a function named access, and the standard library's own
// headers (<memory>, <atomic>) declare it; our namespace access could not stand beside it. Here its
// declaration gets another name before anyone else includes the header. Nothing calls it.
#pragma once

#define access posix_access
#include <unistd.h>
#undef access
