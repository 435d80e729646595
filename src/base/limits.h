/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Every bound that protects exlint from a hostile or damaged dump, in one
 * place. A message that reports a limit names it by the text in the comment.
 */
#ifndef EX_BASE_LIMITS_H
#define EX_BASE_LIMITS_H

/* Input files. */
#define EX_MAX_FILES 200000u                       /* files in one dump */
#define EX_MAX_DIR_DEPTH 32u                       /* folders below the dump */
#define EX_MAX_FILE_BYTES (64ull << 30)            /* bytes of one file */

#define EX_MAX_SPOOL_MEMORY (4u << 20)             /* bytes of a stream kept in memory */

/* Archives. */
#define EX_MAX_ARCHIVE_ENTRIES 200000u             /* entries of one archive, of any type */
#define EX_MAX_ARCHIVE_BYTES (64ull << 30)         /* decompressed bytes of all archives */
#define EX_MAX_ARCHIVE_ENTRY_BYTES (16ull << 30)   /* decompressed bytes of one entry */
/* Deflate makes no more than 1032 of one byte; exports were seen to become 5 to 60, with xz 310. */
#define EX_MAX_ARCHIVE_RATIO 1000u                 /* decompressed bytes for each compressed one */
#define EX_MIN_ARCHIVE_BOMB (64ull << 20)          /* decompressed bytes from which it counts */
#define EX_MAX_ARCHIVE_DEPTH 2u                    /* archives within one another */
#define EX_MAX_ARCHIVE_NAME_BYTES 4096u            /* name of an entry */

/* One exported object, in whatever format. */
#define EX_MAX_RECORD_BYTES (256ull << 20)         /* memory of one exported object */
#define EX_MAX_OBJECTS 20000000u                   /* exported objects in one dump */
#define EX_MAX_STRING_BYTES (64u << 20)            /* one text value */
#define EX_MAX_LIST_ITEMS 1000000u                 /* items of one list */
#define EX_MAX_XML_DEPTH 256u                      /* nested elements */
#define EX_MAX_XML_TAG_BYTES (1u << 20)            /* one tag or comment */
#define EX_MAX_XML_ATTRIBUTES 64u                  /* attributes of one element */
#define EX_MAX_XML_DOCUMENTS 1000u                 /* documents one after the other in one file */
#define EX_MAX_JSON_DEPTH 256u                     /* nested arrays and objects */
#define EX_MAX_TYPE_NAME_BYTES (16u << 20)         /* all type names in one file */
#define EX_MAX_PINS 65536u                         /* objects kept for references from later ones */
#define EX_MAX_PIN_BYTES (64u << 20)               /* memory of all of them */
#define EX_MAX_PIN_NODES 10000u                    /* values in one of them */
#define EX_MAX_REF_HOPS 32u                        /* references followed for one value */
#define EX_MAX_TEXT_COLUMNS 4096u                  /* columns of CSV, properties in Format-List */
#define EX_MAX_TEXT_LINE_BYTES (1u << 20)          /* one line of Format-List, or of CSV headings */
#define EX_MAX_REFID 16777216u                     /* largest RefId that is kept */

/* Parts of one text value. */
#define EX_MAX_HOST_BYTES 1024u                    /* a host name that is worth encoding */
#define EX_MAX_URL_BYTES 65536u                    /* one URL */

/* Binary parts of an export. */
#define EX_MAX_NRBF_BYTES (16u << 20)              /* one SerializationData blob */
#define EX_MAX_NRBF_RECORDS 10000u                 /* records in a blob */
#define EX_MAX_NRBF_DEPTH 32u                      /* nested records */
#define EX_MAX_CERTIFICATE_BYTES (1u << 20)        /* one certificate */
#define EX_MAX_CERTIFICATE_NAMES 10000u            /* subject alternative names */

/* Files of certificates. */
#define EX_MAX_CERTIFICATE_FILE_BYTES (4u << 20)   /* one file of certificates */
#define EX_MAX_FILE_CERTIFICATES 1000u             /* certificates in one file */
#define EX_MAX_PFX_ITERATIONS 1000000u             /* key derivation of one PKCS #12 file */
#define EX_MAX_PFX_DEPTH 8u                        /* nested bags in PKCS #12 */
#define EX_MAX_PFX_PARTS 64u                       /* encrypted parts of PKCS #12 */
/* DNS. */
#define EX_MAX_DNS_QUESTIONS 2000000u              /* questions about one organization */
#define EX_MAX_DNS_RECORDS 4096u                   /* records in one section of an answer */
#define EX_MAX_DNS_BYTES (512u << 20)              /* answers about one organization */
#define EX_MAX_DNS_RECORDING (1024u << 20)         /* a recording */
#define EX_MAX_DNS_CNAMES 16u                      /* CNAMEs followed for one name */

/* Rules and expressions. */
#define EX_MAX_RULE_FILE_BYTES (256u << 10)        /* one rule file */
#define EX_MAX_CONFIG_BYTES (1u << 20)             /* exlint.yaml */
#define EX_MAX_YAML_DEPTH 32u                      /* nested YAML nodes */
#define EX_MAX_YAML_KEYS 2000u                     /* keys of one YAML map */
#define EX_MAX_RULE_STEPS 4000000000ull            /* evaluation steps of one rule, all objects */
#define EX_MAX_RULE_MISSING 256u                   /* missing facts that are kept for one rule */
#define CEL_MAX_SOURCE_BYTES (64u << 10)           /* one expression */
#define CEL_MAX_DEPTH 128u                         /* nested sub-expressions */
#define CEL_MAX_NODES 20000u                       /* nodes of one expression */
#define CEL_MAX_STEPS 100000000ull                 /* evaluation steps of one expression */
#define CEL_MAX_VALUE_BYTES (64u << 20)            /* memory of one evaluation */
#define CEL_REGEX_MATCH_LIMIT 1000000u             /* backtracking of one regular expression */
#define CEL_MAX_REGEX_BYTES 4096u                  /* one regular expression */

/* What exlint wrote itself. */
#define EX_MAX_RESULT_BYTES (1024u << 20)          /* a saved result, a baseline */

/* The environment that reports describe: beyond these they say how many were left out. */
#define EX_MAX_ENV_SERVERS 1000u                   /* servers */
#define EX_MAX_ENV_GROUPS 1000u                    /* DAGs; Edge subscriptions */
#define EX_MAX_ENV_HOSTS 1000u                     /* host names */
#define EX_MAX_ENV_USES 20000u                     /* URLs of all servers */
#define EX_MAX_ENV_CERTIFICATES 2000u              /* certificates */
#define EX_MAX_ENV_CONNECTORS 2000u                /* Receive connectors; Send connectors */
#define EX_MAX_ENV_DOMAINS 5000u                   /* accepted domains */
#define EX_MAX_ENV_COLUMNS 64u                     /* columns of the matrix of URLs */
#define EX_MAX_ENV_ITEMS 1000u                     /* items of one list, say names */
#define EX_MAX_ENV_TEXT_BYTES 2048u                /* one text */
#define EX_MAX_ENV_COMPARISONS 20000000u           /* names of certificates compared with hosts */

/* Output. */
#define EX_MAX_DIAGS_PER_FILE 50u                  /* messages about one file */

#endif
