// SPDX-License-Identifier: Apache-2.0
#include "http/page_policy.h"

#include "base/assert.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace fairlead::http {

namespace {

void append_source(std::string& policy, const std::string& source) {
    // A separator here would begin a directive of the source's own.
    FAIRLEAD_ASSERT(source.find_first_of(" ;,\r\n\t") == std::string::npos);
    policy += " " + source;
}

}  // namespace

std::string content_security_policy(const PagePolicy& policy) {
    std::string text = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'";
    for (const std::string& target : policy.form_targets) append_source(text, target);
    text += policy.framed_by.empty() ? "; frame-ancestors 'none'" : "; frame-ancestors";
    for (const std::string& origin : policy.framed_by) append_source(text, origin);
    if (!policy.style.empty()) {
        text += "; style-src 'sha256-" + base64_encode(crypto::sha256(policy.style)) + "'";
    }
    return text;
}

}  // namespace fairlead::http
