#include "access/password_form.h"

#include "access/account_store.h"
#include "access/password.h"
#include "web/components/text_field.h"

namespace access {

web::Html new_password_fields(const Visit& visit, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field(
        {.name = "adgangskode",
         .label = language.say("Ny adgangskode"),
         .type = web::InputType::password,
         .hint = language.say("Mindst 12 tegn. Fire tilfældige ord er både stærke og til at huske. "
                              "Du må gerne sætte ind fra en adgangskodehusker."),
         .error = message_at(visit, errors, "adgangskode"),
         .width = web::FieldWidth::l,
         .autocomplete = "new-password"},
        language);
    fields.add(web::text_field({.name = "adgangskode_igen",
                                .label = language.say("Ny adgangskode igen"),
                                .type = web::InputType::password,
                                .error = message_at(visit, errors, "adgangskode_igen"),
                                .width = web::FieldWidth::l,
                                .autocomplete = "new-password"},
                               language));
    return fields;
}

base::FieldErrors check_new_password_fields(const web::Fields& form, std::string_view username) {
    const std::string& password = form.value("adgangskode");
    const auto checked = check_new_password(password, username);
    if (!checked) return {{"adgangskode", checked.error()}};
    if (password != form.value("adgangskode_igen")) {
        return {{"adgangskode_igen",
                 base::refuse("password_differs", "De to adgangskoder er ikke ens.")}};
    }
    return {};
}

std::string message_at(const Visit& visit, const base::FieldErrors& errors,
                       std::string_view field) {
    for (const base::FieldError& error : errors) {
        if (error.field == field) return visit.language.say(error.error);
    }
    return "";
}

base::Result<void> check_own_password(const Visit& visit, std::int64_t account_id,
                                      const std::string& password) {
    std::optional<Credentials> credentials;
    {
        store::ReadTransaction transaction = visit.services.database.read();
        credentials = credentials_of(transaction, account_id);
    }
    Protection& protection = visit.services.protection;
    if (!credentials || credentials->password_hash.empty()) {
        return base::refuse("password_wrong", "Adgangskoden er forkert.");
    }
    const std::chrono::seconds wait =
        protection.sign_in_by_account.begin(credentials->username, visit.now);
    if (wait > std::chrono::seconds(0)) {
        return base::refuse("throttled", "For mange forsøg. Vent lidt, og prøv igen.");
    }
    const auto right = protection.passwords.verify(credentials->password_hash, password);
    if (!right) {
        protection.sign_in_by_account.take_back(credentials->username);
        return right.error();
    }
    if (!*right) return base::refuse("password_wrong", "Adgangskoden er forkert.");
    protection.sign_in_by_account.clear(credentials->username);
    return {};
}

}  // namespace access
