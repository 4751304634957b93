// SPDX-License-Identifier: Apache-2.0
#include "sandbox/pages.h"

#include "base/text.h"
#include "sandbox/api_keys.h"
#include "sandbox/fault.h"
#include "sandbox/platform.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view index_page = R"({{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fairlead sandbox</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
code { font-size: .9em; overflow-wrap: anywhere; }
</style></head><body>
<h1>Fairlead sandbox</h1>
<p>A stand-in for the platforms that Fairlead connects to, so that everything can be tried and
tested without an account anywhere. Its accounts and data are samples; nothing here is kept.</p>
<h2>Platforms</h2>
<table>{{#PLATFORM}}<tr><th>{{NAME}}</th><td>{{ABOUT}}</td></tr>{{/PLATFORM}}</table>
<p>A platform's address is its own behind this one's: <code>{{ORIGIN}}/api.hubapi.com/…</code>.</p>
<h2>Applications</h2>
<table><tr><th>client id</th><th>client secret</th><th>what it is</th></tr>
{{#CLIENT}}<tr><td><code>{{ID}}</code></td><td><code>{{SECRET}}</code></td><td>{{NAME}}</td></tr>
{{/CLIENT}}</table>
<h2>Faults</h2>
<p>Add <code>fault=…</code> to the authorize URL, or post rules to the control API. A fault is
<code>name[=value][@place][*times]</code>; several are separated by commas. Places:
<code>authorize callback token exchange refresh revoke me jwks metadata any</code>. With
<code>auto=approve</code> or <code>auto=deny</code>, and <code>account=…</code>, the consent page
answers by itself.</p>
<table><tr><th>name</th><th>value</th><th>usual place</th><th>what happens</th></tr>
{{#FAULT}}<tr><td><code>{{NAME}}</code></td><td>{{VALUE}}</td><td>{{PLACE}}</td><td>{{DOES}}</td>
</tr>{{/FAULT}}</table>
<h2>Control API</h2>
<p>Needs <code>Authorization: Bearer</code> with the control key given at the start.</p>
<table>{{#CONTROL}}<tr><td><code>{{ROUTE}}</code></td><td>{{DOES}}</td></tr>{{/CONTROL}}</table>
</body></html>
)";

/// Stands in the pages where they say STYLE_HERE.
constexpr std::string_view platform_style = R"(
body { --accent: #444; --on-accent: #fff; --radius: .5rem; font: 1rem/1.5 system-ui, sans-serif;
  margin: 0; background: #f4f4f6; color: #1b1b1f; }
.gohighlevel { --accent: #1d5fc4; --radius: .4rem; background: #f4f6fa; }
.calendly { --accent: #0058cc; --radius: .5rem; background: #f3f7fc; }
.hubspot { --accent: #b8452a; --radius: .2rem; background: #f5f8fa; }
.google { --accent: #0b57d0; --radius: 1.5rem; background: #f0f4f9; }
.microsoft { --accent: #0f5fb0; --radius: .1rem; background: #f2f2f2; }
.instagram { --accent: #a1217f; --radius: .75rem; background: #fafafa; }
.reddit { --accent: #b83310; --radius: 1rem; background: #f2f4f5; }
.tiktok { --accent: #161823; --radius: .25rem; background: #f8f8f8; }
.pipedrive { --accent: #1f7a3d; --radius: .25rem; background: #f5f6f7; }
.salesforce { --accent: #0b5cab; --radius: .25rem; background: #f3f3f3; }
.zoho { --accent: #b3261e; --radius: .25rem; background: #f7f7fb; }
main { max-width: 30rem; margin: 3rem auto; background: #fff; border-radius: var(--radius);
  box-shadow: 0 1px 4px #0003; overflow: hidden; }
header { background: var(--accent); color: var(--on-accent); padding: .75rem 1.5rem; }
.google header { background: #fff; color: #444; border-bottom: 1px solid #ddd; }
.instagram header { background: linear-gradient(90deg, #7b2cbf, #a1217f, #b3364a); }
header strong { font-size: 1.25rem; }
form, .body { padding: 1rem 1.5rem; }
h1 { font-size: 1.35rem; line-height: 1.3; }
fieldset { border: 1px solid #8a8a8f; border-radius: var(--radius); margin: 1rem 0; }
label { display: block; padding: .25rem 0; }
small { color: #55555c; overflow-wrap: anywhere; }
button { font: inherit; padding: .5rem 1.25rem; margin-right: .5rem; cursor: pointer;
  border: 1px solid var(--accent); border-radius: var(--radius); background: #fff;
  color: var(--accent); }
button[value=allow] { background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid #1b6ef3; outline-offset: 2px; }
)";

constexpr std::string_view consent_page = R"({{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in to {{PLATFORM}} (sandbox)</title>
<style>STYLE_HERE</style></head><body class="{{SKIN}}"><main>
<header><strong>{{PLATFORM}}</strong> (sandbox, nothing here is real)</header>
<form method="post" action="{{ACTION}}">
<h1>{{CLIENT}} asks for access to your {{PLATFORM}} account</h1>
<input type="hidden" name="request" value="{{REQUEST}}">
<fieldset><legend>Account (sample data)</legend>
{{#ACCOUNT}}<label><input type="radio" name="account" value="{{ID}}" {{#FIRST}}checked{{/FIRST}}>
{{NAME}} <small>{{DETAIL}}</small></label>
{{/ACCOUNT}}</fieldset>
<p>It will be able to:</p><ul>{{#SCOPE}}<li>{{#CHOICE}}<label><input type="checkbox"
 name="{{FIELD}}" value="on" checked>{{/CHOICE}} {{SAYS}} <small>{{NAME}}</small>{{#CHOICE}}</label>
{{/CHOICE}}</li>{{/SCOPE}}</ul>
<p><button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button></p>
</form></main></body></html>
)";

constexpr std::string_view settings_page = R"({{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Connected applications at {{PLATFORM}} (sandbox)</title>
<style>STYLE_HERE</style></head><body class="{{SKIN}}"><main>
<header><strong>{{PLATFORM}}</strong> (sandbox, nothing here is real)</header>
<div class="body"><h1>Applications that you let in</h1>
{{#NONE}}<p>There are none.</p>{{/NONE}}</div>
{{#FAMILY}}<form method="post" action="{{ACTION}}">
<input type="hidden" name="grant" value="{{GRANT}}">
<p><strong>{{CLIENT}}</strong>, {{ACCOUNT}}<br><small>{{SCOPES}}</small></p>
<p><button type="submit">Remove access</button></p>
</form>{{/FAMILY}}
</main></body></html>
)";

constexpr std::string_view error_page = R"({{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox: error</title></head>
<body><h1>This request cannot be answered</h1><p>{{MESSAGE}}</p></body></html>
)";

http::PageData row(std::map<std::string, std::string> values) {
    http::PageData data;
    data.values = std::move(values);
    return data;
}

const char* name_of(Place place) {
    const char* name = "";
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Place>>([&](auto one) {
        if (one.value == place) name = one.name;
    });
    return name;
}

struct ControlHelp {
    const char* route;
    const char* does;
};
constexpr ControlHelp control_list[] = {
    {"GET /control/clients", "the registered applications and their settings"},
    {"PUT /control/clients/{id}", "registers one, or changes the settings given"},
    {"GET /control/accounts", "the sample accounts; bulk-0, bulk-1, … exist as well"},
    {"POST /control/families", "grants without a browser: client, account, scopes, count"},
    {"GET /control/families",
     "each grant: valid refresh tokens, the newest, reuses; ?client= "
     "?account= ?since="},
    {"GET /control/families/{id}", "the same of one"},
    {"POST /control/families/{id}/revoke", "what a user does in the platform's own settings"},
    {"GET /control/ledger", "every deed since ?since=, at most ?limit=, of one ?family="},
    {"GET /control/ledger/family/{id}", "the same of one grant"},
    {"GET /control/requests",
     "the platform's requests since ?since=, and whether they were "
     "answered"},
    {"GET /control/faults", "the faults that wait"},
    {"POST /control/faults",
     "fault, and whom: client, account, family, skip, times, probability, "
     "processed"},
    {"DELETE /control/faults, /control/faults/{id}", "takes them back"},
    {"POST /control/seed", "seed: repeats the sequence of chances"},
    {"GET /control/held", "the requests that a hold stopped"},
    {"POST /control/held/release, /control/held/{id}/release", "lets them go on"},
    {"GET /control/records", "the sets of records that accounts have"},
    {"GET /control/records/{set}", "what is in one: ?owner= ?after= ?limit= ?gone=true"},
    {"PUT /control/records/{set}", "size, to 100000: makes the sets of that name anew"},
    {"POST /control/records/{set}/changes",
     "owner, and number, own, remove: adds, changes, removes"},
    {"POST /control/records/{set}/forget", "owner: what was told of changes is forgotten"},
    {"PUT /control/limits", "most: how many calls an account may make in its window"},
    {"GET /control/webhooks", "who sends webhooks: events, proof, public keys"},
    {"POST /control/webhooks/{platform}",
     "url on this machine, and event, account, number, secret, subscription, audience, client, "
     "fault (wrong_signature, old_timestamp, twice): sends one event there"},
    {"POST /control/webhooks/{platform}/handshake",
     "url, secret: asks the address whether it wants the platform's events"},
    {"POST /control/reset", "forgets grants, ledger, faults and records"},
};

}  // namespace

Result<std::unique_ptr<http::Pages>> create_pages() {
    static const auto consent = replace_all(consent_page, "STYLE_HERE", platform_style);
    static const auto settings = replace_all(settings_page, "STYLE_HERE", platform_style);
    return http::Pages::create({{"index", index_page},
                                {"consent", consent},
                                {"settings", settings},
                                {"error", error_page}});
}

http::PageData describe_sandbox(const std::string& origin, const Clients& clients) {
    http::PageData page = row({{"ORIGIN", origin}});
    for (const Platform* platform : platforms()) {
        page.sections["PLATFORM"].push_back(row(
            {{"NAME", std::string{platform->name()}}, {"ABOUT", std::string{platform->about()}}}));
    }
    for (const auto& [id, client] : clients) {
        if (is_console(client)) continue;
        page.sections["CLIENT"].push_back(
            row({{"ID", id}, {"SECRET", client.secret}, {"NAME", client.name}}));
    }
    for (const FaultHelp& fault : fault_list()) {
        page.sections["FAULT"].push_back(row({{"NAME", fault.name},
                                              {"VALUE", fault.value},
                                              {"PLACE", name_of(fault.place)},
                                              {"DOES", fault.does}}));
    }
    for (const ControlHelp& one : control_list) {
        page.sections["CONTROL"].push_back(row({{"ROUTE", one.route}, {"DOES", one.does}}));
    }
    return page;
}

}  // namespace fairlead::sandbox
