/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Collectors: scripts that put what many cmdlets returned into one file of a
 * shape of their own. What their members are called, what each of them holds,
 * and how far it speaks for more than itself is known here.
 *
 * HealthChecker (HealthChecker-<server>-<time>.xml) runs for one server and
 * keeps the objects as the cmdlets return them; how its file is laid out has
 * changed over the years, the names of members hardly. EDCA keeps a few
 * properties of each object.
 */
#ifndef EX_MODEL_COLLECTOR_H
#define EX_MODEL_COLLECTOR_H

#include "model/raw.h"
#include "model/schema.h"

enum ex_collector_id {
    EX_NO_COLLECTOR,
    EX_COLLECTOR_HEALTHCHECKER,
    EX_COLLECTOR_EDCA,
};

/** What a file of a collector says of itself. Texts belong to the record. */
struct ex_collected {
    enum ex_collector_id by;
    struct ex_str version;
    /** that it ran for; empty: for the organization, or it does not say */
    struct ex_str server;
    const struct ex_raw *time; /**< when it ran, or NULL */
    const struct ex_raw *data; /**< where its objects are */
    /** from an Edge Transport server, which knows its own configuration only */
    bool edge;
};

/** A member of a collector's file. */
struct ex_shelf {
    const char *member;
    enum ex_kind_id kind; /**< of the objects in it */
    /**
     * all that there are: of the organization, or for kinds of EX_SCOPE_SERVER of the server that
     * the collector ran for
     */
    bool all;
    const char *const *props; /**< which properties are as the cmdlet returns them; NULL: all */
};

/** Whether the members of an object are called as those of a collector's file. */
bool ex_may_be_collected(const struct ex_raw *object);

/** Whether a record is of a collector; `out` points into it. */
EX_MUSTUSE bool ex_collected_read(const struct ex_raw *record, struct ex_collected *out);

/** "HealthChecker" */
struct ex_str ex_collector_name(enum ex_collector_id id);

/** What stands under a name in a file of a collector; NULL when nothing does that is known. */
const struct ex_shelf *ex_collected_shelf(const struct ex_collected *collected,
                                          struct ex_str member);

/**
 * Whether a shelf may be taken for complete: not when an Edge Transport
 * server is to speak for the organization.
 */
bool ex_shelf_is_complete(const struct ex_collected *collected, const struct ex_shelf *shelf);

/** Whether the value of a member of an object in a shelf is what the cmdlet returned. */
bool ex_shelf_keeps(const struct ex_shelf *shelf, const struct ex_raw *member);

/**
 * Whether a property of a virtual directory is stored in Active Directory. The others are
 * not read by Get-*VirtualDirectory -ADPropertiesOnly, which returns false, None and empty
 * texts instead.
 */
bool ex_is_in_directory(struct ex_str prop);

/**
 * Whether a virtual directory was read with -ADPropertiesOnly: IIS knows the Path of
 * each, Active Directory of none.
 */
bool ex_is_directory_only(const struct ex_raw *record, enum ex_kind_id kind);

#endif
