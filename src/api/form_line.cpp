// SPDX-License-Identifier: Apache-2.0
#include "api/form_line.h"

#include <utility>

namespace fairlead::api {

namespace {

const char* kind_name(catalog::VarKind kind) {
    using catalog::VarKind;
    switch (kind) {
        case VarKind::label: return "label";
        case VarKind::labels: return "labels";
        case VarKind::host: return "host";
        case VarKind::hostpath: return "hostpath";
        case VarKind::url: return "url";
        case VarKind::choice: return "choice";
        case VarKind::segment: return "segment";
        case VarKind::digits: return "digits";
        case VarKind::uuid: return "uuid";
        case VarKind::email: return "email";
        case VarKind::date: return "date";
        case VarKind::path: return "path";
        case VarKind::text: break;
    }
    return "text";
}

FormLine line_of(oauth::FormField field) {
    return {.name = std::move(field.rule.name),
            .of = field.of,
            .label = std::move(field.label),
            .kind = kind_name(field.rule.kind),
            .secret = field.rule.secret,
            .optional = field.rule.optional,
            .one_of = std::move(field.rule.one_of),
            .initial = std::move(field.initial),
            .hint = std::move(field.hint),
            .multiline = field.multiline};
}

}  // namespace

std::vector<FormLine> form_lines(std::vector<oauth::FormField> fields) {
    std::vector<FormLine> lines;
    for (auto& field : fields) lines.push_back(line_of(std::move(field)));
    return lines;
}

}  // namespace fairlead::api
