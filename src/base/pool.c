/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Workers take the next index from one atomic counter until none is left.
 * The calling thread is one of them, so the work gets done even when no
 * thread can be created.
 */
#include "base/pool.h"

#include "base/arena.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct work {
    atomic_size_t next;
    size_t count;
    void (*task)(void *ctx, size_t i);
    void *ctx;
};

static void *run_tasks(void *argument)
{
    struct work *work = argument;
    size_t i;

    while ((i = atomic_fetch_add(&work->next, 1)) < work->count)
        work->task(work->ctx, i);
    return NULL;
}

void ex_pool_run(unsigned jobs, size_t count, void (*task)(void *ctx, size_t i), void *ctx)
{
    struct work work = {0, count, task, ctx};
    size_t others = jobs > 1 ? jobs - 1 : 0;
    pthread_t *threads;
    size_t started = 0;

    if (others >= count)
        others = count ? count - 1 : 0;
    threads = ex_alloc(others * sizeof *threads);
    while (started < others && pthread_create(&threads[started], NULL, run_tasks, &work) == 0)
        started++;
    run_tasks(&work);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
}

unsigned ex_pool_cpus(void)
{
    cpu_set_t set;
    long online;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    /* More processors than the set has room for. */
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}
