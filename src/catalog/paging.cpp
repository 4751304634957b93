// SPDX-License-Identifier: Apache-2.0
#include "catalog/paging.h"

#include "catalog/node_reader.h"

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, PagingStyle> paging_styles[]{
    {"none", PagingStyle::none},
    {"cursor", PagingStyle::cursor},
    {"page", PagingStyle::page},
    {"offset", PagingStyle::offset},
    {"link_header", PagingStyle::link_header},
    {"link_body", PagingStyle::link_body}};

bool counts(PagingStyle style) {
    return style == PagingStyle::page || style == PagingStyle::offset;
}

/// What the walker could not go on without.
void check_paging(const Paging& paging, const NodeReader& node) {
    const bool sends = paging.style == PagingStyle::cursor || counts(paging.style);
    if (sends && paging.send.empty()) {
        node.fault("expected send: the parameter by which the next page is asked for");
    }
    const bool is_told =
        paging.style == PagingStyle::cursor || paging.style == PagingStyle::link_body;
    if (is_told && paging.next.empty()) {
        node.fault("expected next: where in the answer the next page is named");
    }
}

}  // namespace

Paging read_paging(const NodeReader& own, const NodeReader& shared) {
    const auto at = [&](std::string_view key) {
        return own.has(key) ? own.at(key) : shared.at(key);
    };
    Paging paging;
    if (!own.exists() && !shared.exists()) return paging;
    const auto style = at("style");
    if (!style.exists()) {
        own.fault("expected style: how a page leads to the next");
        return paging;
    }
    paging.style = style.word(paging_styles);
    paging.send = at("send").text();
    paging.next = at("next").texts();
    const std::int64_t usual = paging.style == PagingStyle::page ? 1 : 0;
    paging.first = at("first").integer().value_or(usual);
    paging.rel = at("rel").text(paging.rel);
    paging.body_link = at("body_link").texts();
    paging.more = at("more").text();
    paging.size = at("size").text();
    paging.most = at("most").integer().value_or(0);
    paging.is_number = at("send_as").text() == "number";
    check_paging(paging, own.exists() ? own : shared);
    return paging;
}

}  // namespace fairlead::catalog
