/* SPDX-License-Identifier: MIT */
/**
 * @file
 * `fix` and `verify`: a text with expressions, or a sequence of them. An item
 * `{each: list as name, when: condition, do: text}` is repeated for each item of the
 * list, and left out unless its condition holds; `each` and `when` may be missing.
 */
#include "base/buf.h"
#include "engine/rule_impl.h"

/* An item while it is read, and its list and condition as written. */
struct item {
    struct ex_rule_command command;
    struct ex_str list;
    struct ex_str condition;
};

/* What follows the last " as " of a text, and where that begins; SIZE_MAX when there is none. */
static size_t split_name(struct ex_str text, struct ex_str *name)
{
    struct ex_str mark = EX_STR(" as ");
    size_t found = SIZE_MAX;

    for (size_t at = 0; at + mark.n <= text.n; at++) {
        if (ex_str_starts(ex_str_slice(text, at, text.n), mark))
            found = at;
    }
    if (found != SIZE_MAX)
        *name = ex_str_trim(ex_str_slice(text, found + mark.n, text.n));
    return found;
}

/* The type of an item of a list; any after an error, so that what follows is still checked. */
static const struct cel_type *item_type(struct ex_rule_reader *reader, const struct ex_yaml *node,
                                        const struct cel_program *list)
{
    const struct cel_type *type = list ? cel_program_type(list) : &cel_type_dyn;

    if (type->kind == CEL_LIST)
        return type->elem;
    if (type->kind != CEL_DYN)
        ex_yaml_error(reader->diags, node, "'each' needs a list");
    return &cel_type_dyn;
}

/* The name is known to this item only. */
static void read_each(struct ex_rule_reader *reader, const struct ex_yaml *node, void *target)
{
    struct item *item = target;
    struct ex_str name;

    if (!ex_rule_is_text(reader, node))
        return;
    size_t to = split_name(node->text, &name);
    if (to == SIZE_MAX || name.n == 0) {
        struct ex_diag *diag = ex_yaml_error(reader->diags, node,
                                             "'each' needs a list and a name");
        ex_diag_hint(reader->diags, diag, "wrong as v");
        return;
    }
    item->command.each = ex_rule_compile(reader, node, 0, to, NULL);
    item->list = node->text;
    ex_rule_check_name(reader, node, name);
    const struct cel_type *type = item_type(reader, node, item->command.each);
    reader->env = cel_env_extend(reader->arena, reader->env);
    item->command.slot = cel_env_variable(reader->env, name, type);
}

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

static bool read_item(struct ex_rule_reader *reader, const struct ex_yaml *node,
                      struct item *item)
{
    static const struct ex_rule_key keys[] = {
        {"each", false, read_each},
        {"when", false, read_when},
        {"do", true, read_do},
    };
    struct cel_env *outer = reader->env;

    if (node->kind == EX_YAML_SCALAR) {
        read_do(reader, node, item);
        return true;
    }
    bool read = ex_rule_read_map(reader, node, "a command", keys, EX_COUNT(keys), item);
    reader->env = outer;
    return read;
}

static void add_line(struct ex_buf *out, struct ex_str text)
{
    ex_buf_add(out, text);
    if (!ex_str_ends(text, EX_STR("\n")))
        ex_buf_add_char(out, '\n');
}

static void add_written(struct ex_buf *out, const struct item *item)
{
    if (item->command.each)
        ex_buf_printf(out, "# for each %.*s:\n", EX_FMT(ex_str_trim(item->list)));
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
        if (!read_item(reader, child, &item))
            continue;
        commands[i] = item.command;
        add_written(&written, &item);
    }
    *out = (struct ex_commands){ex_arena_str(reader->arena, ex_buf_str(&written)), n, commands};
}
