#pragma once

#include <cstddef>
#include <string>

#include "web/components/choice.h"
#include "web/components/field.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

// Internal to web: what radio buttons and boxes share.
namespace web {

enum class ChoiceType { radio, checkbox };
enum class Chosen { no, yes };

struct ChoiceInput {
    ChoiceType type = ChoiceType::radio;
    const std::string& id;
    const PlainText& name;
    Chosen chosen = Chosen::no;
    bool invalid = false;
    bool required = false;
    bool own_error = false;  // a message with the id id-error stands at it
};

// One input with its label, hint and what it reveals.
Html choice_input(const ChoiceInput& input, const Choice& choice, const Html& mark = {});

// The id of the choice at this position, counted from 0: the field's own for the first.
std::string choice_id(const std::string& id, std::size_t position);

// The id that legend, hint and message of a group begin with.
std::string group_id(const std::string& id);

Html group_legend(const std::string& group_id, const PlainText& legend, Need need,
                  const Language& language);

}  // namespace web
