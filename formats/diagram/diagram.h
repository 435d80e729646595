/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Writing diagrams. Texts in them are untrusted; each writer escapes them for its own medium.
 */
#ifndef EX_DIAGRAM_DIAGRAM_H
#define EX_DIAGRAM_DIAGRAM_H

#include "base/buf.h"
#include "base/ex.h"
#include "base/str.h"
#include "report/diagram.h"

/**
 * As SVG. It asks for nothing outside itself and has no style attributes.
 *
 * @param id_prefix  before all ids, so that several diagrams can stand in one document
 * @param standalone as a document of its own: with a style sheet for light and dark; else as an
 *                   element of an HTML document, whose style sheet has ex_diagram_css(). Without
 *                   any style sheet it is shown in light colours
 */
void ex_diagram_svg(const struct ex_diagram *diagram, const char *id_prefix, bool standalone,
                    struct ex_buf *out);

/** The style sheet of SVG diagrams, in light colours: rules for classes that begin with `dia`. */
const char *ex_diagram_css(void);

/** Declarations that make it dark, for a rule whose selector matches `.dia`. */
const char *ex_diagram_css_dark(void);

/** As a graph for Graphviz, to be laid out by `dot`. */
void ex_diagram_dot(const struct ex_diagram *diagram, struct ex_buf *out);

/** As a flowchart of Mermaid. */
void ex_diagram_mermaid(const struct ex_diagram *diagram, struct ex_buf *out);

#endif
