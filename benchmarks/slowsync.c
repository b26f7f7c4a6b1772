/* Makes every fsync and fdatasync of a process slower, by SLOWSYNC_MS milliseconds:
   what a small server's disk or an SD card feels like. Loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void pause_for_disk(void)
{
    const char *ms = getenv("SLOWSYNC_MS");
    if (ms)
        usleep((useconds_t)(atof(ms) * 1000));
}

int fsync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    pause_for_disk();
    return real(fd);
}

int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    pause_for_disk();
    return real(fd);
}
