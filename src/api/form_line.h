// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/credential.h"

#include <string>
#include <vector>

namespace fairlead::http {

template <>
struct WireNames<oauth::FormField::Of> {
    static constexpr std::pair<oauth::FormField::Of, const char*> values[] = {
        {oauth::FormField::Of::credential, "fields"},
        {oauth::FormField::Of::variable, "vars"},
        {oauth::FormField::Of::secret_variable, "secretVars"}};
};

}  // namespace fairlead::http

namespace fairlead::api {

/// A line of a form that a provider's file asks for, of whoever connects or of whoever sets up.
struct FormLine {
    std::string name;
    oauth::FormField::Of of =
        oauth::FormField::Of::credential;  ///< goes into fields, vars or secretVars
    std::string label;
    std::string kind;  ///< as provider files have it: text, digits, email, url …
    bool secret = false;
    bool optional = false;
    std::vector<std::string> one_of;
    std::string initial;     ///< what stands there at first
    std::string hint;        ///< what is meant, where the label does not say it; else empty
    bool multiline = false;  ///< a key or certificate in PEM, which comes with its lines
};
BOOST_DESCRIBE_STRUCT(FormLine, (),
                      (name, of, label, kind, secret, optional, one_of, initial, hint, multiline))

std::vector<FormLine> form_lines(std::vector<oauth::FormField> fields);

}  // namespace fairlead::api
