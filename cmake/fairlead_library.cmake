# SPDX-License-Identifier: Apache-2.0
# fairlead_library(oauth SOURCES a.cpp … TESTS a_test.cpp … DEPENDS base net … LINK Boost::json …)
#
# ON_BOTH <gtest filter>: those of its tests run a second time on PostgreSQL.
#
# One static library per folder of src/, its unit-test binary, and the only list of folders that
# its files may include (tools/check_layers.py reads the same call).

# Most of a file's compilation is reading Asio, Beast and JSON: with FAIRLEAD_UNITY the target's
# files are compiled eight at a time, in the order of their list. What two of them keep in an
# anonymous namespace must then not bear the same name; SEPARATE are folders whose files are alike
# by their nature (each store has its `find_sql`, each platform its `endpoints`).
function(fairlead_unity target)
    if(FAIRLEAD_UNITY)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
endfunction()

function(fairlead_library name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "SEPARATE" "ON_BOTH" "SOURCES;TESTS;DEPENDS;LINK")
    set(target fairlead_${name})
    add_library(${target} STATIC ${ARG_SOURCES})
    target_link_libraries(${target} PUBLIC fairlead_options Threads::Threads PRIVATE ${ARG_LINK})
    if(NOT ARG_SEPARATE)
        fairlead_unity(${target})
    endif()
    foreach(dependency IN LISTS ARG_DEPENDS)
        target_link_libraries(${target} PUBLIC fairlead_${dependency})
    endforeach()
    if(ARG_TESTS AND FAIRLEAD_TESTS)
        add_executable(${name}_test ${ARG_TESTS})
        if(NOT ARG_SEPARATE)
            fairlead_unity(${name}_test)
        endif()
        set_target_properties(${name}_test PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        target_link_libraries(${name}_test PRIVATE ${target} ${ARG_LINK}
            GTest::gmock GTest::gtest_main rapidcheck)
        add_test(NAME ${name} COMMAND ${name}_test)
        set_tests_properties(${name} PROPERTIES LABELS unit)
        if(ARG_ON_BOTH)
            add_test(NAME ${name}_postgres COMMAND ${name}_test --gtest_filter=${ARG_ON_BOTH})
            set_tests_properties(${name}_postgres PROPERTIES
                LABELS unit ENVIRONMENT FAIRLEAD_TEST_STORE=postgres)
        endif()
    endif()
endfunction()
