#pragma once

#include "base/field_error.h"
#include "history/history.h"
#include "initiatives/catalogue.h"
#include "initiatives/story.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

// The form for a good story.
namespace initiatives {

struct StoryInput {
    StoryText text;
    base::FieldErrors errors;
};
// Typed and checked with check_story().
StoryInput read_story_form(const web::Fields& form, const Catalogue& catalogue);

// The fields filled in from story_snapshot() or from what was sent, with their messages.
web::Html story_fields(const Catalogue& catalogue, const history::Snapshot& values,
                       const base::FieldErrors& errors, const web::Language& language);

// What was sent, by the names of story_snapshot(), as typed.
history::Snapshot sent_story(const web::Fields& form);

// How the fields of a version are shown.
std::string story_field_words(std::string_view name, const web::Language& language);
std::string story_value_words(const Catalogue& catalogue, std::string_view name,
                              const std::string& value, const web::Language& language);

}  // namespace initiatives
