/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `fix` and `verify`: a text with expressions, or a sequence of them, of
 * which an item `{when: condition, do: text}` is left out of a finding unless
 * its condition holds.
 */
#include "base/buf.h"
#include "engine/rule_impl.h"

/* An item while it is read, and its condition as written. */
struct item {
    struct ex_rule_command command;
    struct ex_str condition;
};

static void read_when(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct item *item = target;

    item->command.when = ex_rule_expression(reader, node, &cel_type_bool);
    item->condition = node->text;
}

static void read_do(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    ex_template_read(reader, node, &((struct item *)target)->command.text);
}

static void read_item(struct ex_rule_reader *reader, const struct ex_yaml *node,
                      struct item *item)
{
    static const struct ex_rule_key keys[] = {
        {"when", true, read_when},
        {"do", true, read_do},
    };

    if (node->kind == EX_YAML_SCALAR)
        read_do(reader, node, item);
    else if (!ex_rule_read_map(reader, node, "a command", keys, EX_COUNT(keys), item))
        return;
}

static void add_line(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add(out, text);
    if (!ex_str_ends(text, EX_STR("\n")))
        ex_buf_add_char(out, '\n');
}

static void add_written(struct ex_buf *out, const struct item *item)
{
    if (item->command.when)
        ex_buf_printf(out, "# when %.*s:\n", EX_FMT(ex_str_trim(item->condition)));
    add_line(out, item->command.text.text);
}

void ex_commands_read(struct ex_rule_reader *reader, const struct ex_yaml *node,
                      struct ex_commands *out)
{
    EX_AUTO(ex_buf_free) struct ex_buf written = EX_BUF_INIT;
    bool many = node->kind == EX_YAML_SEQUENCE;
    size_t n = many ? node->n : 1;
    struct ex_rule_command *commands = EX_NEW_ARRAY(reader->arena, n, struct ex_rule_command);
    const struct ex_yaml *child = many ? node->first : node;

    if (n == 0)
        ex_yaml_error(reader->diags, node->key, "there is no command");
    for (size_t i = 0; i < n; i++, child = many ? child->next : NULL) {
        struct item item = {0};
        read_item(reader, child, &item);
        commands[i] = item.command;
        add_written(&written, &item);
    }
    *out = (struct ex_commands){ex_arena_str(reader->arena, ex_buf_str(&written)), n, commands};
}
