# Everything borrowed, each as one target named after what it is.
find_package(Threads REQUIRED)
set(Boost_USE_STATIC_LIBS ${TRYGBY_STATIC_BOOST})
find_package(Boost 1.81 REQUIRED COMPONENTS locale json)
find_package(PkgConfig REQUIRED)

function(trygby_dependency name)
    pkg_check_modules(dependency_${name} REQUIRED IMPORTED_TARGET ${ARGN})
    add_library(trygby_dependency_${name} INTERFACE)
    target_link_libraries(trygby_dependency_${name} INTERFACE PkgConfig::dependency_${name})
endfunction()

trygby_dependency(sodium libsodium)
trygby_dependency(sqlite3 sqlite3)
trygby_dependency(icu icu-i18n icu-uc)
trygby_dependency(ssl libssl libcrypto)
# Only its headers: it is loaded when it is first needed (src/access/https_client.cpp).
pkg_check_modules(dependency_curl REQUIRED libcurl)
add_library(trygby_dependency_curl INTERFACE)
target_link_libraries(trygby_dependency_curl INTERFACE ${CMAKE_DL_LIBS})
trygby_dependency(zlib zlib)
trygby_dependency(yaml yaml-cpp)
trygby_dependency(zip libzip)
trygby_dependency(expat expat)
trygby_dependency(xlsxwriter xlsxwriter)
trygby_dependency(fmt fmt)
trygby_dependency(qrencode libqrencode)
if(TRYGBY_TESTS OR TRYGBY_FUZZ)
    trygby_dependency(gumbo gumbo)
endif()

# Debian ships the time zone library without a pkg-config file.
find_library(DATE_TZ_LIBRARY date-tz REQUIRED)
add_library(trygby_dependency_date INTERFACE)
target_link_libraries(trygby_dependency_date INTERFACE ${DATE_TZ_LIBRARY})

add_library(trygby_dependency_Threads ALIAS Threads::Threads)
