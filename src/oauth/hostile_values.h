// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// For tests: what a person, a platform or an operator may say where an address, or a part of one, is
/// expected.
namespace fairlead::oauth {

inline const std::string_view hostile_cores[] = {"evil.example",
                                                 "evil.example.",
                                                 ".evil.example",
                                                 "evil..example",
                                                 "evil.example:443",
                                                 "evil.example:80@good.example",
                                                 "good.example@evil.example",
                                                 "user:pw@evil.example",
                                                 "good.example%40evil.example",
                                                 "evil.example#good.example",
                                                 "evil.example?good.example",
                                                 "evil.example/good.example",
                                                 "evil.example\\good.example",
                                                 "\\\\evil.example",
                                                 "evil.example%2Fgood.example",
                                                 "evil.example%5cgood.example",
                                                 "evil.example%23",
                                                 "%00",
                                                 std::string_view{"evil\0.good.example", 18},
                                                 "evil.example%00.good.example",
                                                 "evil.example\r\nHost: x",
                                                 "evil.example\tx",
                                                 "evil example",
                                                 " evil.example",
                                                 "evil.example\n",
                                                 "[::1]",
                                                 "[::1%25lo]",
                                                 "::1",
                                                 "[fe80::1%eth0]",
                                                 "[::ffff:127.0.0.1]",
                                                 "127.0.0.1",
                                                 "127.1",
                                                 "0x7f000001",
                                                 "2130706433",
                                                 "017700000001",
                                                 "0",
                                                 "localhost",
                                                 "localhost.",
                                                 "169.254.169.254",
                                                 "metadata.google.internal",
                                                 "\u0435vil.example",
                                                 "\uff45vil\uff0eexample",
                                                 "evil\u3002example",
                                                 "xn--e1awd7f.example",
                                                 "-evil",
                                                 "evil-",
                                                 "_evil",
                                                 "..",
                                                 "../..",
                                                 "./",
                                                 "%2e%2e/",
                                                 "{token}",
                                                 "{app.client_secret}",
                                                 "{v}",
                                                 "${v}",
                                                 "javascript:alert(1)",
                                                 "file:///etc/passwd",
                                                 "http://evil.example",
                                                 "https://evil.example",
                                                 "https:evil.example",
                                                 "//evil.example",
                                                 "https://evil.example/",
                                                 "https://user@good.example",
                                                 "https://good.example.evil.example",
                                                 "https://good.example@evil.example",
                                                 "https://good.example\\@evil.example",
                                                 "https://good.example#@evil.example",
                                                 "https://good.example?x",
                                                 "HTTPS://evil.example",
                                                 "ftp://good.example",
                                                 "*",
                                                 "*.good.example",
                                                 "a,b",
                                                 "a;b",
                                                 "a|b",
                                                 "a'b",
                                                 "a\"b",
                                                 "<a>"};

/// Each core by itself, and where a part of a host may stand.
inline std::vector<std::string> hostile_values() {
    std::vector<std::string> all;
    for (const auto& core : hostile_cores)
        for (const auto* around : {"%", "x.%", "%.good.example", "good.example%"})
            all.push_back(std::string{around}.replace(std::string_view{around}.find('%'), 1, core));
    return all;
}

}  // namespace fairlead::oauth
