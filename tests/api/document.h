// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/schema_faults.h"
#include "net/http_message.h"
#include "support/http_caller.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// One method at one path of the OpenAPI document.
struct Operation {
    std::string method;  ///< in lower case
    std::string path;
    std::string id;
    bool open = false;  ///< asks for no proof of who is calling
    const json::object* responses = nullptr;

    std::string text() const { return method + " " + path; }
};

/// The OpenAPI document that a server gives, and what it says of an answer.
class ApiDocument {
public:
    explicit ApiDocument(json::value document);

    const std::vector<Operation>& operations() const { return operations_; }
    /// nullptr: the document has nothing there.
    const Operation* find(const std::string& method, std::string_view path) const;
    /// What is wrong with an answer by the document: status, media type, body.
    Faults answer_faults(const Operation& operation, const Answer& answer,
                         bool asked_for_page) const;

private:
    json::value document_;
    std::vector<Operation> operations_;
};

}  // namespace fairlead::tests
