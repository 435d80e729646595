/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What tests inside rules need besides the engine: dumps of the corpus, and
 * answers of DNS.
 */
#ifndef EX_CLI_TEST_WORLD_H
#define EX_CLI_TEST_WORLD_H

#include "cli/cli.h"
#include "engine/test.h"

/** Whether there is a folder at the path. */
bool ex_cli_is_folder(const char *path);

/**
 * The world of tests.
 *
 * @param corpus the folder that `files` are below, which has to outlive the world; empty: tests
 *               with `files` have no input
 */
struct ex_test_world ex_cli_test_world(struct ex_str *corpus);

#endif
