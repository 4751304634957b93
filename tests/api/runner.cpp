// SPDX-License-Identifier: Apache-2.0
// Asks the real App everything that the scenario files say and checks each answer against them
// and against the OpenAPI document; then that nothing was left out and no secret got out.
#include "api/coverage.h"
#include "api/document.h"
#include "api/scenario.h"
#include "api/world.h"

#include <re2/re2.h>

#include <iostream>

namespace fairlead::tests {
namespace {

/// Where a token or key is the answer (SPEC A10; a new API key is shown once).
bool may_disclose(const Operation* operation) {
    if (operation == nullptr) return false;
    return operation->id == "readToken" || operation->id == "readTokenById" ||
           operation->id == "createApiKey";
}

/// Everything of an answer that somebody could read.
std::string whole(const Answer& answer) {
    std::string text;
    for (const auto& [name, value] : answer.headers) {
        text.append(name).append(": ").append(value).append("\n");
    }
    return text + "\n" + answer.body;
}

class Runner {
public:
    explicit Runner(const std::string& folder)
        : scenarios_(read_scenarios(folder)), document_(read_document()), values_(world_.values) {}

    int run() {
        for (const Scenario& scenario : scenarios_) count(title(scenario), check(scenario));
        for (const std::string& gap : coverage_.missing(document_)) count(gap, {"is missing"});
        for (const std::string& route : undocumented(document_)) count(route, {"is missing"});
        count("no answer holds a secret", leaks());
        std::cout << passed_ << " passed, " << failed_ << " failed\n";
        return failed_ == 0 && passed_ > 0 ? 0 : 1;
    }

private:
    struct Given {
        std::string title;
        std::string text;
        bool may_disclose;
    };

    ApiDocument read_document() {
        Scenario ask;
        ask.method = "get";
        ask.target = "/api/openapi.json";
        return ApiDocument{world_.ask(ask, world_.values).json()};
    }

    static std::string title(const Scenario& scenario) {
        return scenario.file + ": " + scenario.name + " (" + scenario.method + " " +
               scenario.target + ")";
    }

    void count(const std::string& name, const Faults& faults) {
        ++(faults.empty() ? passed_ : failed_);
        if (faults.empty()) return;
        std::cout << "FAILED " << name << "\n";
        for (const std::string& fault : faults) std::cout << "    " << fault << "\n";
    }

    Faults check(const Scenario& scenario) try {
        const Answer answer = world_.ask(scenario, values_);
        if (answer.status == 0) return {"no answer: " + answer.failure};
        const std::string target = filled(scenario.target, values_);
        const Operation* operation =
            document_.find(scenario.method, std::string_view{target}.substr(0, target.find('?')));
        given_.push_back({title(scenario), whole(answer), may_disclose(operation)});
        Faults faults = compare(scenario, answer);
        if (operation == nullptr) {
            faults.push_back("the document has no such route");
        } else {
            coverage_.note(*operation, answer.status);
            const auto accept = scenario.send.find("Accept");
            const bool page = accept != scenario.send.end() && accept->second == "text/html";
            const Faults more = document_.answer_faults(*operation, answer, page);
            faults.insert(faults.end(), more.begin(), more.end());
        }
        if (!faults.empty()) faults.push_back(std::to_string(answer.status) + " " + answer.body);
        keep(scenario, answer);
        return faults;
    } catch (const std::exception& exception) {
        return {exception.what()};
    }

    Faults compare(const Scenario& scenario, const Answer& answer) const {
        Faults faults;
        if (answer.status != scenario.status) {
            faults.push_back("status is not " + std::to_string(scenario.status));
        }
        const std::string text = whole(answer);
        for (const std::string& wanted : scenario.has) {
            const std::string part = filled(wanted, values_);
            if (text.find(part) == std::string::npos) faults.push_back("has no " + part);
        }
        for (const std::string& unwanted : scenario.has_not) {
            const std::string part = filled(unwanted, values_);
            if (text.find(part) != std::string::npos) faults.push_back("has " + part);
        }
        return faults;
    }

    void keep(const Scenario& scenario, const Answer& answer) {
        for (const auto& [name, pointer] : scenario.keep) values_[name] = answer.text(pointer);
        const std::string text = whole(answer);
        for (const auto& [name, expression] : scenario.find) {
            std::string found;
            if (!RE2::PartialMatch(text, expression, &found)) {
                throw Failure{"nothing is like " + expression + " in " + text};
            }
            values_[name] = found;
        }
    }

    Faults leaks() {
        Faults faults;
        const auto secrets = world_.secrets();
        if (secrets.size() < 10) faults.push_back("too few secrets are known to look for");
        bool seen = false;
        for (const Given& given : given_) {
            for (const std::string& secret : secrets) {
                if (given.text.find(secret) == std::string::npos) continue;
                seen = seen || given.may_disclose;
                if (!given.may_disclose) faults.push_back(given.title);
            }
        }
        // The search must be able to find: the token endpoint's answers hold tokens.
        if (!seen) faults.push_back("not even the token endpoint's answers hold one");
        return faults;
    }

    std::vector<Scenario> scenarios_;
    World world_;
    ApiDocument document_;
    Values values_;
    Coverage coverage_;
    std::vector<Given> given_;
    int passed_ = 0;
    int failed_ = 0;
};

}  // namespace
}  // namespace fairlead::tests

int main(int argc, char** argv) try {
    if (argc != 2) {
        std::cerr << "usage: api_scenarios FOLDER\n";
        return 2;
    }
    return fairlead::tests::Runner{argv[1]}.run();
} catch (const std::exception& exception) {
    std::cerr << exception.what() << "\n0 passed, 1 failed\n";
    return 1;
}
