#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"

namespace base {

namespace {

struct Folding {
    std::string_view folded;
    std::u32string_view letters;
};

// Latin letters with accents, in both cases. What a Dane reads as æ, ø or å is folded to that: the
// Swedish and German ä and ö too (Malmö is Malmø), but ü to u.
constexpr std::array foldings = std::to_array<Folding>({
    {"a", U"ÀÁÂÃàáâãĀāĂăĄąǍǎǠǡȀȁȂȃȦȧḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ"},
    {"b", U"ḂḃḄḅḆḇ"},
    {"c", U"ÇçĆćĈĉĊċČčḈḉ"},
    {"d", U"ÐðĎďĐđḊḋḌḍḎḏḐḑḒḓ"},
    {"e", U"ÈÉÊËèéêëĒēĔĕĖėĘęĚěȄȅȆȇȨȩḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệ"},
    {"f", U"ƑƒḞḟ"},
    {"g", U"ĜĝĞğĠġĢģǦǧǴǵḠḡ"},
    {"h", U"ĤĥĦħȞȟḢḣḤḥḦḧḨḩḪḫẖ"},
    {"i", U"ÌÍÎÏìíîïĨĩĪīĬĭĮįıǏǐȈȉȊȋḬḭḮḯỈỉỊị"},
    {"ij", U"Ĳĳ"},
    {"j", U"Ĵĵǰ"},
    {"k", U"ĶķĸǨǩḰḱḲḳḴḵ"},
    {"l", U"ĹĺĻļĽľŁłḶḷḸḹḺḻḼḽ"},
    {"m", U"ḾḿṀṁṂṃ"},
    {"n", U"ÑñŃńŅņŇňŊŋǸǹṄṅṆṇṈṉṊṋ"},
    {"o",
     U"ÒÓÔÕòóôõŌōŎŏŐőƠơǑǒǪǫǬǭȌȍȎȏȬȭȮȯȰȱṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞở"
     U"ỠỡỢợ"},
    {"oe", U"Œœ"},
    {"p", U"ṔṕṖṗ"},
    {"r", U"ŔŕŖŗŘřȐȑȒȓṘṙṚṛṜṝṞṟ"},
    {"s", U"ŚśŜŝŞşŠšſȘșṠṡṢṣṤṥṦṧṨṩ"},
    {"ss", U"ßẞ"},
    {"t", U"ŢţŤťŦŧȚțṪṫṬṭṮṯṰṱẗ"},
    {"th", U"Þþ"},
    {"u", U"ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰự"},
    {"v", U"ṼṽṾṿ"},
    {"w", U"ŴŵẀẁẂẃẄẅẆẇẈẉẘ"},
    {"x", U"ẊẋẌẍ"},
    {"y", U"ÝýÿŶŷŸȲȳẎẏẙỲỳỴỵỶỷỸỹ"},
    {"z", U"ŹźŻżŽžẐẑẒẓẔẕ"},
    {"å", U"ÅåǺǻ"},
    {"æ", U"ÄÆäæǞǟǢǣǼǽ"},
    {"ø", U"ÖØöøǾǿȪȫ"},
});

struct FoldedLetter {
    char32_t letter;
    std::string_view folded;
};

std::vector<FoldedLetter> sorted_foldings() {
    std::vector<FoldedLetter> sorted;
    for (const Folding& folding : foldings) {
        for (const char32_t letter : folding.letters) sorted.push_back({letter, folding.folded});
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const FoldedLetter& left, const FoldedLetter& right) {
                  return left.letter < right.letter;
              });
    return sorted;
}

// Empty when the letter is not in the table.
std::string_view fold_accented(char32_t letter) {
    static const std::vector<FoldedLetter> sorted = sorted_foldings();
    const auto found = std::lower_bound(
        sorted.begin(), sorted.end(), letter,
        [](const FoldedLetter& entry, char32_t wanted) { return entry.letter < wanted; });
    if (found == sorted.end() || found->letter != letter) return {};
    return found->folded;
}

bool is_between(char32_t code_point, char32_t first, char32_t last) {
    return code_point >= first && code_point <= last;
}

// Soft hyphen, zero-width signs, joiners, the byte order mark: there, but not to be seen.
bool is_invisible(char32_t code_point) {
    return code_point == 0xAD || code_point == 0xFEFF || code_point == 0x2060 ||
           is_between(code_point, 0x200B, 0x200F);
}

bool is_combining_mark(char32_t code_point) {
    return is_between(code_point, 0x300, 0x36F);
}

// Letters and digits of other scripts stay, so that a name written in them can be found.
bool is_other_letter(char32_t code_point) {
    if (code_point < 0x370 || code_point > 0x2FFFF) return false;
    if (is_between(code_point, 0x2000, 0x2BFF) || is_between(code_point, 0x2E00, 0x2E7F))
        return false;
    if (is_between(code_point, 0x3000, 0x3004) || is_between(code_point, 0x3008, 0x3020))
        return false;
    if (is_between(code_point, 0xE000, 0xF8FF) || is_between(code_point, 0xFE00, 0xFE6F))
        return false;
    if (is_between(code_point, 0xFFE0, 0xFFFF)) return false;
    return !is_between(code_point, 0x1F000, 0x1FFFF);
}

// Greek and Cyrillic capitals; scripts without case come back as they are.
char32_t lower_other(char32_t code_point) {
    if (is_between(code_point, 0x391, 0x3A9)) return code_point + 0x20;
    if (is_between(code_point, 0x410, 0x42F)) return code_point + 0x20;
    if (is_between(code_point, 0x400, 0x40F)) return code_point + 0x50;
    return code_point;
}

// Builds the folded text sign by sign.
class Folder {
  public:
    void add(char32_t code_point) {
        if (is_invisible(code_point)) return;
        if (is_combining_mark(code_point)) return combine(code_point);
        if (is_between(code_point, U'A', U'Z')) return add_letters(lower_ascii(code_point));
        if (is_between(code_point, U'a', U'z') || is_between(code_point, U'0', U'9')) {
            return add_letters(std::string(1, static_cast<char>(code_point)));
        }
        if (const std::string_view folded = fold_accented(code_point); !folded.empty()) {
            return add_letters(folded);
        }
        if (is_other_letter(code_point)) {
            std::string letter;
            append_utf8(letter, lower_other(code_point));
            return add_letters(letter);
        }
        space_is_due_ = !folded_.empty();
    }

    std::string take() { return std::move(folded_); }

  private:
    static std::string lower_ascii(char32_t code_point) {
        return std::string(1, static_cast<char>(code_point - U'A' + U'a'));
    }

    void add_letters(std::string_view letters) {
        if (space_is_due_) folded_ += ' ';
        space_is_due_ = false;
        // Aagade and Ågade are one street.
        if (letters == "a" && folded_.ends_with('a')) return replace_last("å");
        folded_ += letters;
    }

    // A letter may come as a plain letter followed by its accent.
    void combine(char32_t mark) {
        constexpr char32_t diaeresis = 0x308;
        constexpr char32_t ring = 0x30A;
        if (space_is_due_) return;
        if (mark == ring && folded_.ends_with('a')) return replace_last("å");
        if (mark == diaeresis && folded_.ends_with('a')) return replace_last("æ");
        if (mark == diaeresis && folded_.ends_with('o')) return replace_last("ø");
    }

    void replace_last(std::string_view letters) {
        folded_.pop_back();
        folded_ += letters;
    }

    std::string folded_;
    bool space_is_due_ = false;
};

}  // namespace

std::string fold_for_search(std::string_view text) {
    Folder folder;
    for (std::size_t position = 0; position < text.size();) {
        const Utf8Character character = read_utf8(text, position);
        folder.add(character.valid ? character.code_point : U' ');
        position += character.bytes;
    }
    return folder.take();
}

bool matches_search(std::string_view folded, std::string_view folded_query) {
    for (const std::string& word : split(folded_query, ' ')) {
        if (folded.find(word) == std::string_view::npos) return false;
    }
    return true;
}

}  // namespace base
