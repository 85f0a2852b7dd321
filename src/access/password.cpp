#include "access/password.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace access {

namespace {

constexpr std::size_t fewest_characters = 12;
constexpr std::size_t most_characters = 256;

// Of 12 characters and more, since shorter ones are refused anyway; in lower case.
constexpr std::array<std::string_view, 48> common_passwords = {
    "123456789012",   "1234567890123",  "12345678901234", "123456789012345", "1234567890123456",
    "123123123123",   "111111111111",   "000000000000",   "012345678901",    "987654321098",
    "121212121212",   "112233445566",   "qwertyuiop12",   "qwertyuiop123",   "qwertyuiopå1",
    "qwertyuiopasdf", "qwerty123456",   "1q2w3e4r5t6y",   "1qaz2wsx3edc",    "asdfghjklæøå",
    "asdfghjkl123",   "zxcvbnm12345",   "abcdefghijkl",   "abcd12345678",    "abc123456789",
    "aaaaaaaaaaaa",   "password1234",   "password12345",  "password123!",    "passwordpassword",
    "adgangskode1",   "adgangskode12",  "adgangskode123", "adgangskode1234", "kodeord12345",
    "kodeordkodeord", "minadgangskode", "hemmelighed1",   "velkommen123",    "velkommen1234",
    "velkommen2024",  "velkommen2025",  "velkommen2026",  "iloveyou1234",    "ishøjkommune",
    "ishoejkommune",  "administrator",  "trygby123456"};

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

}  // namespace

base::Result<void> check_new_password(std::string_view password, std::string_view username) {
    const std::size_t length = base::length_in_characters(password);
    if (length < fewest_characters) {
        return base::refuse("password_short", "Adgangskoden skal have mindst 12 tegn.");
    }
    if (length > most_characters) {
        return base::refuse("password_long", "Adgangskoden må højst have 256 tegn.");
    }
    const std::string lower = lower_ascii(password);
    if (lower == lower_ascii(username)) {
        return base::refuse("password_is_username",
                            "Adgangskoden må ikke være det samme som brugernavnet.");
    }
    if (std::find(common_passwords.begin(), common_passwords.end(), lower) !=
        common_passwords.end()) {
        return base::refuse(
            "password_common",
            "Adgangskoden er en af dem, alle gætter på først. Vælg for eksempel fire ord.");
    }
    return {};
}

}  // namespace access
