// SPDX-License-Identifier: Apache-2.0
// Included by pages.cpp only: the pages' markup and English words.
#pragma once

#include <string_view>

namespace fairlead::api {

/// Works from 320 px and at 400 % zoom, follows the system's theme, needs no script. Its exact
/// text is what the policy of the pages allows.
constexpr std::string_view page_style =
    ":root{color-scheme:light dark;--paper:#FBFBFA;--surface:#FFF;--line:#E4E4E1;--ink:#1C1C1A;"
    "--muted:#5F5F5A;--accent:#0B6E69;--on:#FFF;--bad:#B3261E}"
    "@media(prefers-color-scheme:dark){:root{--paper:#141413;--surface:#1D1D1B;--line:#333330;"
    "--ink:#EDEDEA;--muted:#A3A39D;--accent:#4DB6AC;--on:#141413;--bad:#F2B8B5}}"
    "*{box-sizing:border-box}"
    "body{margin:0;padding:16px;background:var(--paper);color:var(--ink);"
    "font:15px/22px system-ui,sans-serif;overflow-wrap:anywhere}"
    "main{max-width:440px;margin:8vh auto 0;padding:24px;background:var(--surface);"
    "border:1px solid var(--line);border-radius:10px}"
    "h1{margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600}"
    "p,ul{margin:0 0 12px}ul{padding-left:20px}"
    ".muted{color:var(--muted);font-size:13px;line-height:18px}"
    "button{display:block;width:100%;min-height:44px;margin:16px 0;padding:8px 16px;border:0;"
    "border-radius:8px;background:var(--accent);color:var(--on);font:600 15px/22px "
    "system-ui,sans-serif;cursor:pointer}"
    "label{display:block;font-weight:600;margin:12px 0 4px}"
    "input:not([type=hidden]),select{width:100%;min-height:42px;padding:8px 10px;border:1px solid "
    "var(--muted);border-radius:8px;background:var(--surface);color:var(--ink);font:inherit}"
    "input:focus-visible,select:focus-visible{outline:2px solid var(--accent);outline-offset:1px}"
    "a{color:var(--accent)}"
    ".bad{color:var(--bad);margin:4px 0 0}"
    "button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}"
    "@media(forced-colors:active){button{border:1px solid ButtonText}}";

constexpr std::string_view before_title =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    "<meta name=\"robots\" content=\"noindex\"><title>";

constexpr std::string_view confirmation_title = "Connect {{PROVIDER}}";
constexpr std::string_view confirmation_body =
    "{{#NEW}}<h1>Connect your {{PROVIDER}} account?</h1>{{/NEW}}"
    "{{#AGAIN}}<h1>Reconnect your {{PROVIDER}} account?</h1>{{/AGAIN}}"
    "<p>It will be connected to the account of <strong>{{ASKER}}</strong>. Whoever uses that "
    "account will be able to work with your {{PROVIDER}} data.</p>"
    "<p>If that is not you, or you did not ask for this, close this page.</p>"
    "{{#SCOPES}}<h2 class=\"muted\">{{PROVIDER}} will be asked for these permissions</h2>"
    "<ul>{{#SCOPE}}<li>{{NAME}}</li>{{/SCOPE}}</ul>{{/SCOPES}}"
    "{{#FAILED}}<p class=\"bad\" role=\"alert\">{{MESSAGE}}</p>{{/FAILED}}"
    "<form method=\"post\"{{#TYPED}} autocomplete=\"off\"{{/TYPED}}>"
    "<input type=\"hidden\" name=\"csrf\" value=\"{{CSRF}}\">"
    "{{#LINE}}<label for=\"{{FIELD}}\">{{LABEL}}{{#OPTIONAL}} (optional){{/OPTIONAL}}</label>"
    "{{#TEXT}}<input id=\"{{FIELD}}\" name=\"{{FIELD}}\" type=\"{{TYPE}}\" "
    "inputmode=\"{{MODE}}\" value=\"{{VALUE}}\" autocomplete=\"off\" spellcheck=\"false\" "
    "autocapitalize=\"off\"{{#REQUIRED}} required{{/REQUIRED}}{{#INVALID}} aria-invalid=\"true\" "
    "aria-describedby=\"{{FIELD}}-fault\"{{/INVALID}}>{{/TEXT}}"
    "{{#CHOICES}}<select id=\"{{FIELD}}\" name=\"{{FIELD}}\"{{#INVALID}} aria-invalid=\"true\" "
    "aria-describedby=\"{{FIELD}}-fault\"{{/INVALID}}>{{#OPTION}}<option value=\"{{CHOICE}}\""
    "{{#CHOSEN}} selected{{/CHOSEN}}>{{CHOICE}}</option>{{/OPTION}}</select>{{/CHOICES}}"
    "{{#FAULTY}}<p class=\"bad\" id=\"{{FIELD}}-fault\">{{FAULT}}</p>{{/FAULTY}}{{/LINE}}"
    "{{#GUIDED}}<p class=\"muted\"><a href=\"{{GUIDE}}\" target=\"_blank\" rel=\"noreferrer\">How "
    "to "
    "get this at {{PROVIDER}} (opens in a new window)</a></p>{{/GUIDED}}"
    "{{#FORM}}<button type=\"submit\">Connect</button>{{/FORM}}"
    "{{#GOING}}<button type=\"submit\">Continue to {{PROVIDER}}</button>{{/GOING}}</form>"
    "{{#FINISH}}<p class=\"muted\">The account is connected once the page you came from has "
    "confirmed it.</p>{{/FINISH}}"
    "{{#TYPED_THERE}}<p class=\"muted\">Your password is typed at {{PROVIDER}} alone. You can "
    "disconnect at any time.</p>{{/TYPED_THERE}}"
    "{{#TYPED}}<p class=\"muted\">It is tried once at {{PROVIDER}}, then kept encrypted, and is "
    "gone when you disconnect.</p>{{/TYPED}}"
    "<p class=\"muted\">This link is good for {{MINUTES}} more, and once.</p>";

constexpr std::string_view outcome_title =
    "{{#CONNECTED}}Connected{{/CONNECTED}}{{#WAITING}}Almost done{{/WAITING}}"
    "{{#FAILED}}Not connected{{/FAILED}}";
constexpr std::string_view outcome_body =
    "{{#CONNECTED}}<h1>Your account is connected</h1>"
    "<p>You can close this page and go back to where you came from.</p>{{/CONNECTED}}"
    "{{#WAITING}}<h1>Almost done</h1><p>The account is connected once the page you came from has "
    "confirmed it. Go back there.</p>{{/WAITING}}"
    "{{#FAILED}}<h1>Nothing was connected</h1><p role=\"alert\">{{MESSAGE}}</p>"
    "<p>Go back to where you came from and ask for a new link.</p>{{/FAILED}}";

constexpr std::string_view error_title = "This did not work";
constexpr std::string_view error_body =
    "<h1>This did not work</h1><p role=\"alert\">{{MESSAGE}}</p>"
    "<p>Go back to where you came from and try again. If it happens again, tell the people who "
    "run that page, with the number below.</p>"
    "<p class=\"muted\">Request {{REQUEST}}</p>";

}  // namespace fairlead::api
