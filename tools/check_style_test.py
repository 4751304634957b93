#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that check_style.py finds what it is there to find, and leaves alone what is fine."""

import unittest

from check_style import SPDX, check_text
from cpp_source import functions, strip

HEAD = f"// {SPDX}\n"


def problems_in(body, path="src/oauth/flow.cpp", head=HEAD):
    return sorted(set(check_text(path, head + body)))


def in_coroutine(*lines):
    return "Task<Result<int>> f() {\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


class Style(unittest.TestCase):
    def assert_found(self, body, word, line=None, **more):
        found = problems_in(body, **more)
        self.assertEqual(len(found), 1, found)
        self.assertIn(word, found[0][1])
        if line:
            self.assertEqual(found[0][0], line)

    def assert_clean(self, body, **more):
        self.assertEqual(problems_in(body, **more), [])

    def assert_await(self, statement, word):
        self.assert_found(in_coroutine(statement), word, line=3)

    # files

    def test_a_file_has_a_wall(self):
        self.assert_clean("\n" * 499)
        self.assert_found("\n" * 500, "500 is the wall")

    def test_a_file_has_a_name(self):
        for name in ("utils.h", "string_helpers.cpp", "key_manager.h", "common.cpp", "impl.h"):
            self.assert_found("", "says nothing", path=f"src/base/{name}")
        self.assert_clean("", path="src/base/commonwealth.h")
        self.assert_clean("", path="src/storage/impl/row.h")

    def test_the_licence_comes_first(self):
        self.assert_found("int x;\n", "SPDX", head="")
        self.assert_found("\n" + HEAD, "SPDX", head="")
        self.assert_clean("", path="scripts/run", head=f"#!/usr/bin/env bash\n# {SPDX}\n")

    def test_an_open_end(self):
        self.assert_found("// TODO(now): this\n", "open end", line=2)
        self.assert_found("// TODO: this\n", "open end")
        self.assert_clean("// TODO(perf): a second pass\n")

    def test_one_file_writes_the_columns_of_tokens(self):
        store = "src/storage/connection_store.cpp"
        write = '"UPDATE connections SET access_expires = $2 "\n"WHERE id = $1"\n'
        read = '"SELECT c.id, "\n"c.access_sealed FROM connections c"\n'
        self.assert_found(write, "a token's column", line=2, path=store)
        self.assert_clean(read, path=store)
        self.assert_found(read + write, "a token's column", line=4, path=store)
        self.assert_found(read, "a token's column", line=3, path="src/oauth/tokens.cpp")
        self.assert_clean(write, path="src/storage/refresh_store.cpp")
        self.assert_clean(write, path="src/oauth/refresh_fixture.cpp")
        self.assert_clean("tokens.access_sealed = sealed;\n")

    def test_the_sandbox_reads_no_provider_file(self):
        here = "src/sandbox/hubspot.cpp"
        for line in ('#include "catalog/catalog.h"', 'open("providers/hubspot.yaml");',
                     "catalog::builtin_providers();", 'getenv("FAIRLEAD_PROVIDERS_DIR");'):
            self.assert_found(line + "\n", "the sandbox", path=here)
            self.assert_clean(line + "\n")
        self.assert_clean("// docs/providers/ says what is not verified\n", path=here)

    def test_a_loop_keeps_its_lock(self):
        loop = "void f() {\n    for (const auto& line : %s) g(line);\n}\n"
        self.assert_found(loop % "*lines.lock()", "a lock", line=3)
        self.assert_found(loop % "*node_.lines->lock()", "a lock", line=3)
        self.assert_clean(loop % "*lines")
        self.assert_clean("std::erase_if(*rows.lock(), is_old);\n")

    # functions

    def test_a_function_has_a_wall(self):
        body = "int f(int x) {\n" + "    ++x;\n" * 59 + "}\n"
        self.assert_clean(body)
        self.assert_found(body.replace("{\n", "{\n    ++x;\n"), "61 lines", line=2)

    def test_functions_are_found_where_they_stand(self):
        code = strip('namespace a {\nclass B final : public C {\npublic:\n'
                     '    B(int x) : a_{x}, b_{x} {\n        go();\n    }\n'
                     '    int get() const { return 1; }\n};\n'
                     'const Table table[] = {\n    {"a", f(1)},\n};\n'
                     'template <class T>\nstruct D {\n    T t;\n};\n'
                     'TEST(A, b) {\n    if (x) {\n        y();\n    }\n}\n}\n')
        self.assertEqual([(line, length) for line, length, _ in functions(code)],
                         [(4, 0), (4, 0), (4, 2), (7, 0), (16, 4)])

    def test_long_tables_and_classes_are_no_functions(self):
        self.assert_clean("const std::array table = {\n" + "    make(1),\n" * 80 + "};\n")
        self.assert_clean("class A {\n" + "    int f();\n" * 80 + "};\n")

    def test_comments_and_literals_are_no_code(self):
        self.assert_clean("// system_clock::now() and std::cout\n"
                          'const char* x = R"(\n co_await f({1}); }}}}\n)";\n'
                          "const auto million = 1'000'000; // it's printf(\"\")\n"
                          "const char quote = '\"';\nconst char* y = \"a\\\" printf(\";\n")

    # what belongs to one place

    def test_the_wall_clock(self):
        body = "auto t = std::chrono::system_clock::now();\n"
        self.assert_found(body, "Clock")
        self.assert_found(body, "Clock", path="tests/support/app.cpp")
        self.assert_clean(body, path="src/base/clock.cpp")
        self.assert_clean("auto t = std::chrono::steady_clock::now();\n")

    def test_printing(self):
        for body in ("auto f() { std::cout << 1; }\n", 'auto f() { printf("x"); }\n',
                     'auto f() { std::printf("x"); }\n'):
            self.assert_found(body, "prints")
            self.assert_clean(body, path="src/cli/keys.cpp")
            self.assert_clean(body, path="src/main.cpp")
        self.assert_clean('auto f() { snprintf(a, 1, "x"); }\n')

    def test_starting_coroutines(self):
        body = "void f() { boost::asio::co_spawn(a, b, c); }\n"
        self.assert_found(body, "TaskScope")
        for path in ("src/base/task_scope.cpp", "src/net/http_server.cpp",
                     "src/storage/sqlite/writer.cpp"):
            self.assert_clean(body, path=path)

    # coroutines

    def test_a_dropped_answer(self):
        for statement in ("co_await f();", "if (x) co_await f();", "if (x) { co_await f(); }",
                          "else co_await f();", "for (int i = 0; i < 3; ++i) co_await f(i);",
                          "while (more(1)) co_await f();", "x = 1; co_await f();"):
            self.assert_await(statement, "drops")

    def test_what_asio_answers_may_be_dropped(self):
        self.assert_clean(in_coroutine(
            "co_await timer->async_wait(token);", "co_await http::async_write(a, b, token);",
            "co_await self.stream().async_connect(a, token);",
            "co_await boost::asio::this_coro::throw_if_cancelled(false);"))

    def test_a_used_answer(self):
        self.assert_clean(in_coroutine(
            "const auto a = co_await f(x, y);", "CO_CHECK(co_await g());",
            "CO_TRY(const auto b,", "       co_await h(a));", "if (co_await i()) return;",
            "if (const auto c = co_await i(); !c) co_return c.error();",
            "const auto d =", "    co_await j(a);", "std::ignore = co_await k();",
            "while (co_await more()) {", "    step();", "}",
            "co_return co_await f(a);"))

    def test_a_braced_value_or_lambda_inside(self):
        for statement in ("auto a = co_await f({1, 2});", "auto a = co_await f(Pair{1, 2});",
                          "auto a = co_await f([s] { return s; });",
                          "CO_TRY(auto a, co_await f(x, UserId{id}));",
                          "co_return co_await f(Token{});",
                          "co_return co_await f<A, void(B<C>)>(d, Token{});"):
            self.assert_await(statement, "name it first")

    def test_an_answer_inside_a_braced_value(self):
        self.assert_await("co_return Pair{1, co_await f()};", "name its answer first")
        self.assert_await("const Pair p = {1, co_await f()};", "name its answer first")
        self.assert_clean(in_coroutine("auto g = [&]() -> Task<int> {", "co_return co_await f();",
                                       "};"))

    def test_shapes_the_compiler_gets_wrong(self):
        self.assert_await("auto [a, b] = co_await f();", "structured binding")
        self.assert_await("auto a = x ? co_await f() : co_await g();", "conditional")
        self.assert_clean(in_coroutine("const auto y = x ? 1 : 2;", "auto a = co_await f(y);"))

    def test_waiting_inside_a_catch_block(self):
        self.assert_found(in_coroutine("try {", "g();", "} catch (const std::exception& e) {",
                                       "auto a = co_await f();", "}"), "catch block", line=6)
        self.assert_clean(in_coroutine("try {", "auto a = co_await f();", "} catch (...) {",
                                       "g();", "}"))


if __name__ == "__main__":
    unittest.main()
