// SPDX-License-Identifier: Apache-2.0
#include "sandbox/misbehaviours.h"

namespace fairlead::sandbox {

namespace {

constexpr Misbehaviour list[] = {
    // Another answer in the place of the platform's own.
    {1, "html", "a page with 200"},
    {2, "empty", "200 with nothing"},
    {3, "status=204", "204"},
    {4, "error_200", "an error with 200"},
    {5, "huge", "five megabytes of JSON"},
    {6, "redirect", "307 to another host"},
    {7, "redirect=302", "302 to another host"},
    {8, "status=500", "500"},
    {9, "status=502", "502 of a proxy"},
    {10, "status=503", "503"},
    {11, "status=504", "504 of a proxy"},
    {12, "status=404", "404 with a page"},
    {13, "status=403", "403 with a firewall's page"},
    {14, "plain=401", "401 in plain text"},
    {15, "rate_limited=1", "429, seconds to wait"},
    {16, "rate_limited=date:1", "429, a date to wait for"},
    {17, "rate_limited=soon", "429, no time to wait for"},
    // What a token answer says.
    {18, "no_access_token", "no access token"},
    {19, "access_token=empty", "an empty access token"},
    {20, "access_token=null", "null for an access token"},
    {21, "access_token=false", "false for an access token"},
    {22, "access_token=object", "an object for an access token"},
    {23, "access_token=line", "an access token with a line break"},
    {24, "access_token=long", "an access token of 300 000 bytes"},
    {25, "no_refresh_token", "no refresh token"},
    {26, "refresh_token=empty", "an empty refresh token"},
    {27, "refresh_token=null", "null for a refresh token"},
    {28, "refresh_token=false", "false for a refresh token"},
    {29, "refresh_token=object", "an object for a refresh token"},
    {30, "refresh_token=line", "a refresh token with a line break"},
    {31, "token_type=mac", "a token type that is not Bearer"},
    {32, "token_type=missing", "no token type"},
    {33, "token_type=BEARER", "the token type in capitals"},
    {34, "expires_in=missing", "no lifetime"},
    {35, "expires_in=null", "null for a lifetime"},
    {36, "expires_in=string", "a lifetime in quotes"},
    {37, "expires_in=words", "a lifetime in words"},
    {38, "expires_in=negative", "a negative lifetime"},
    {39, "expires_in=zero", "a lifetime of nothing"},
    {40, "expires_in=huge", "a lifetime of ages"},
    {41, "expires_in=fraction", "a lifetime with a fraction"},
    {42, "scope=more", "a scope that nobody asked for"},
    {43, "scope=empty", "no scopes at all"},
    {44, "scope=null", "null for the scopes"},
    // How it says it.
    {45, "duplicate_keys", "the access token twice"},
    {46, "bom", "a byte order mark"},
    {47, "utf16", "UTF-16"},
    {48, "invalid_utf8", "a byte that is no UTF-8"},
    {49, "array", "the document in an array"},
    {50, "half", "half a document"},
    {51, "trailing", "something after the document"},
    {52, "deep", "a hundred thousand brackets"},
    {53, "content_type=text/plain", "JSON as plain text"},
    // How it goes out.
    {54, "gzip", "compressed unasked"},
    {55, "gzip=claimed", "said to be compressed"},
    {56, "interim=100", "100 before the answer"},
    {57, "interim=103", "103 before the answer"},
    {58, "chunked", "in small chunks with a trailer"},
    {59, "chunked=endless", "in chunks without the last"},
    {60, "length=short", "a length that is too short"},
    {61, "length=long", "a length that is too long"},
    {62, "length=twice", "two lengths"},
    {63, "long_head", "a header field of a megabyte"},
    {64, "not_http", "another protocol"},
    {65, "drip=0", "a byte at a time"},
    {66, "slow=200", "late"},
    {67, "cut", "cut off before the answer"},
    {68, "cut=60", "cut off in the head"},
    {69, "tls_cut", "cut off in the body"},
    {70, "lost", "done, and never told"},
    {71, "hang=2500", "no answer in time"},
};

}  // namespace

std::span<const Misbehaviour> misbehaviours() { return list; }

}  // namespace fairlead::sandbox
