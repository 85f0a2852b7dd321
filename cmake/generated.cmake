# Files that the build makes from others and puts into a module.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(generated_folder ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated_folder})

# schema: the migrations, embedded.
file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/migrations/*.sql)
add_custom_command(
    OUTPUT ${generated_folder}/migrations.cpp
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.py
            ${CMAKE_SOURCE_DIR}/migrations ${generated_folder}/migrations.cpp
    DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/migrations/HEAD
            ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.py
    VERBATIM)
set_property(GLOBAL PROPERTY trygby_generated_schema ${generated_folder}/migrations.cpp)

# access: the law as it stood when building.
file(GLOB law_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/catalogue/law/*.yaml)
add_custom_command(
    OUTPUT ${generated_folder}/law_files.cpp
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/embed_law.py
            ${CMAKE_SOURCE_DIR}/catalogue/law ${generated_folder}/law_files.cpp
    DEPENDS ${law_files} ${CMAKE_SOURCE_DIR}/cmake/embed_law.py
    VERBATIM)
set_property(GLOBAL PROPERTY trygby_generated_access ${generated_folder}/law_files.cpp)

# web: the English translations.
add_custom_command(
    OUTPUT ${generated_folder}/english_catalogue.cpp
    COMMAND msgfmt --check-format --check-domain --output-file=${generated_folder}/en.mo
            ${CMAKE_SOURCE_DIR}/translations/en.po
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/embed_bytes.py ${generated_folder}/en.mo
            ${generated_folder}/english_catalogue.cpp web english_catalogue
    DEPENDS ${CMAKE_SOURCE_DIR}/translations/en.po ${CMAKE_SOURCE_DIR}/cmake/embed_bytes.py
    VERBATIM)
set_property(GLOBAL PROPERTY trygby_generated_web ${generated_folder}/english_catalogue.cpp)

# app: the users' guide, for the archive.
add_custom_command(
    OUTPUT ${generated_folder}/users_guide.cpp
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/embed_bytes.py
            ${CMAKE_SOURCE_DIR}/docs/brugervejledning.md ${generated_folder}/users_guide.cpp app users_guide
    DEPENDS ${CMAKE_SOURCE_DIR}/docs/brugervejledning.md ${CMAKE_SOURCE_DIR}/cmake/embed_bytes.py
    VERBATIM)
set_property(GLOBAL APPEND PROPERTY trygby_generated_app ${generated_folder}/users_guide.cpp)

# app: the front end's files, embedded.
set(frontend_folder ${CMAKE_SOURCE_DIR}/frontend/dist)
if(EXISTS ${frontend_folder}/manifest.txt)
    file(GLOB_RECURSE frontend_files CONFIGURE_DEPENDS ${frontend_folder}/*)
    add_custom_command(
        OUTPUT ${generated_folder}/frontend_files.cpp
        COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/embed_files.py ${frontend_folder}
                ${generated_folder}/frontend_files.cpp app frontend_files
        DEPENDS ${frontend_files} ${CMAKE_SOURCE_DIR}/cmake/embed_files.py
        VERBATIM)
    set_property(GLOBAL APPEND PROPERTY trygby_generated_app ${generated_folder}/frontend_files.cpp)
else()
    message(FATAL_ERROR "frontend/dist is missing: run script/build-frontend first (script/build does)")
endif()
