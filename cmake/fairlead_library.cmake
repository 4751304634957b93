# SPDX-License-Identifier: Apache-2.0
# fairlead_library(oauth SOURCES a.cpp … TESTS a_test.cpp … DEPENDS base net … LINK Boost::json …)
#
# ON_BOTH <gtest filter>: those of its tests run a second time on PostgreSQL.
#
# One static library per folder of src/, its unit-test binary, and the only list of folders that
# its files may include (tools/check_layers.py reads the same call).
function(fairlead_library name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "ON_BOTH" "SOURCES;TESTS;DEPENDS;LINK")
    set(target fairlead_${name})
    add_library(${target} STATIC ${ARG_SOURCES})
    target_link_libraries(${target} PUBLIC fairlead_options Threads::Threads PRIVATE ${ARG_LINK})
    foreach(dependency IN LISTS ARG_DEPENDS)
        target_link_libraries(${target} PUBLIC fairlead_${dependency})
    endforeach()
    if(ARG_TESTS AND FAIRLEAD_TESTS)
        add_executable(${name}_test ${ARG_TESTS})
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
