#include "exchange/archive_export.h"

#include <fstream>
#include <memory>
#include <utility>
#include <vector>

#include "exchange/archive_package.h"
#include "formats/xml_writer.h"
#include "people/archive_code_store.h"
#include "people/archive_store.h"

namespace exchange {
namespace {

namespace fs = std::filesystem;
using access::PersonId;
using people::ArchiveCodeList;
using people::ArchiveTable;

// Their warrants must still be good when the last one is used.
constexpr int persons_in_a_batch = 100;

base::Error folder_error(const fs::path& folder) {
    return base::refuse("archive_folder", "Mappen {} findes allerede, eller kan ikke laves.",
                        folder.string());
}

// The rows of one table while they are written.
class RowFile {
  public:
    RowFile(const fs::path& folder, std::size_t place)
        : out_(folder / (table_folder(place) + ".xml"), std::ios::binary), writer_(out_) {
        writer_.start("table", {{"xmlns", table_space(place)},
                                {"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"}});
    }

    void write(const people::ArchiveRow& row) {
        writer_.start("row");
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i])
                writer_.element(column_id(i), *row[i]);
            else
                writer_.empty(column_id(i), {{"xsi:nil", "true"}});
        }
        writer_.end();
        ++rows_;
    }
    // False when something couldn't be written.
    bool finish() {
        writer_.end();
        out_.close();
        return !out_.fail();
    }
    std::int64_t rows() const { return rows_; }

  private:
    std::ofstream out_;
    formats::XmlWriter writer_;
    std::int64_t rows_ = 0;
};

// Removes the folder unless it is finished.
class NewFolder {
  public:
    explicit NewFolder(fs::path folder) : folder_(std::move(folder)) {}
    ~NewFolder() {
        std::error_code ignored;
        if (!finished_) fs::remove_all(folder_, ignored);
    }
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    void finish() { finished_ = true; }

  private:
    fs::path folder_;
    bool finished_ = false;
};

bool make_folders(const fs::path& folder, std::size_t tables) {
    std::error_code failure;
    if (fs::exists(folder, failure) || !fs::create_directories(folder / "Indices", failure))
        return false;
    for (std::size_t i = 0; i < tables; ++i)
        if (!fs::create_directories(folder / "Tables" / table_folder(i), failure)) return false;
    // Plain text about persons: for whoever runs this only.
    fs::permissions(folder, fs::perms::owner_all, failure);
    return !failure;
}

ArchiveTable table_of(const ArchiveCodeList& list) {
    return {.name = list.name,
            .description = list.description,
            .columns = {{.name = std::string(people::archive_code_key),
                         .description = "Koden, som den står i de andre tabeller"},
                        {.name = "meaning", .description = "Hvad koden betyder"}},
            .key = std::string(people::archive_code_key),
            .references = {}};
}

std::vector<ArchiveTable> with_lists(std::vector<ArchiveTable> tables,
                                     const std::vector<ArchiveCodeList>& lists) {
    for (const ArchiveCodeList& list : lists) tables.push_back(table_of(list));
    return tables;
}

class Export {
  public:
    Export(const ArchiveServices& services, const access::Actor& actor, const ArchiveOrder& order,
           std::vector<ArchiveTable> tables, std::vector<ArchiveCodeList> lists)
        : services_(services),
          actor_(actor),
          order_(order),
          package_(order.folder.filename().string()),
          tables_(with_lists(std::move(tables), lists)),
          lists_(std::move(lists)) {}

    // Everybody else goes on working meanwhile: the rows are read as they were when it began,
    // however long it takes, while each warrant is asked for of things as they are.
    base::Result<ArchiveOutcome> run() {
        store::ReadTransaction snapshot = services_.database.read();
        snapshot_ = &snapshot;
        std::vector<PersonId> batch = next_batch({});
        if (batch.empty())
            return base::refuse("archive_empty", "Der er ingen, der skal afleveres til arkivet.");
        if (!make_folders(order_.folder, tables_.size())) return folder_error(order_.folder);
        NewFolder folder(order_.folder);
        open_files();
        write_lists();
        if (auto begun = begin(); !begun) return begun.error();
        while (!batch.empty()) {
            if (auto written = write_batch(batch); !written) return written.error();
            batch = next_batch(batch.back());
        }
        if (outcome_.persons == 0)
            return base::refuse("archive_empty", "Der er ingen, der skal afleveres til arkivet.");
        if (auto closed = close_files(); !closed) return closed.error();
        store::WriteTransaction writing = services_.database.write();
        people::complete_delivery(writing, delivery_);
        writing.commit();
        folder.finish();
        return outcome_;
    }

  private:
    std::vector<PersonId> next_batch(PersonId after) {
        const access::LawPointer law = services_.office.law();
        return people::persons_to_deliver(*snapshot_, services_.sources, *law, after,
                                          persons_in_a_batch);
    }
    void open_files() {
        for (std::size_t i = 0; i < tables_.size(); ++i)
            files_.push_back(
                std::make_unique<RowFile>(order_.folder / "Tables" / table_folder(i), i));
    }
    void write_lists() {
        const std::size_t first = tables_.size() - lists_.size();
        for (std::size_t i = 0; i < lists_.size(); ++i)
            for (const people::ArchiveCode& code : lists_[i].codes)
                files_[first + i]->write({code.code, code.meaning});
    }
    base::Result<void> begin() {
        store::WriteTransaction writing = services_.database.write();
        const auto begun =
            people::begin_delivery(writing, package_, actor_.account_id, services_.now());
        if (!begun) return begun.error();
        writing.commit();
        delivery_ = *begun;
        return {};
    }
    base::Result<void> write_batch(const std::vector<PersonId>& batch) {
        const base::Instant now = services_.now();
        const auto warrants =
            services_.office.for_list(actor_, archive_question("archive " + package_), batch, now);
        if (!warrants) return warrants.error();
        for (const auto& warrant : *warrants)
            people::archive_rows(*snapshot_, services_.vault, warrant, services_.now(),
                                 [this](std::size_t table, const people::ArchiveRow& row) {
                                     files_[table]->write(row);
                                 });
        store::WriteTransaction writing = services_.database.write();
        for (const auto& warrant : *warrants) people::add_to_delivery(writing, delivery_, warrant);
        writing.commit();
        outcome_.persons += static_cast<std::int64_t>(warrants->size());
        outcome_.refused += static_cast<std::int64_t>(batch.size() - warrants->size());
        return {};
    }
    base::Result<void> close_files() {
        std::vector<std::int64_t> rows;
        for (const auto& file : files_) {
            if (!file->finish())
                return base::refuse("archive_file", "Filen {} kan ikke læses eller skrives.",
                                    order_.folder.string());
            rows.push_back(file->rows());
            outcome_.rows += file->rows();
        }
        if (auto written = write_schemas(order_.folder, tables_); !written) return written;
        if (auto written = write_documents(order_.folder, order_.documents); !written)
            return written;
        return write_indices(order_.folder,
                             {package_, order_.creator, base::date_of(2024, 1, 1), order_.today},
                             tables_, rows, order_.documents);
    }

    const ArchiveServices& services_;
    const access::Actor& actor_;
    const ArchiveOrder& order_;
    const std::string package_;
    const std::vector<ArchiveTable> tables_;  // persons' first, then one for each list of codes
    const std::vector<ArchiveCodeList> lists_;
    std::vector<std::unique_ptr<RowFile>> files_;
    store::ReadTransaction* snapshot_ = nullptr;  // while it runs
    std::int64_t delivery_ = 0;
    ArchiveOutcome outcome_;
};

}  // namespace

access::Question archive_question(std::string route) {
    access::Question question;
    question.purpose = access::Purpose::retention;
    question.action = access::Action::extract;
    question.classes = {access::DataClass::open, access::DataClass::internal,
                        access::DataClass::personal, access::DataClass::confidential,
                        access::DataClass::cpr};
    question.reference = std::move(route);
    return question;
}

base::Result<ArchiveOutcome> export_archive(const ArchiveServices& services,
                                            const access::Actor& actor, const ArchiveOrder& order) {
    if (auto named = check_package_name(order.folder.filename().string()); !named)
        return named.error();
    std::vector<ArchiveTable> tables;
    std::vector<ArchiveCodeList> lists;
    {
        store::ReadTransaction reading = services.database.read();
        tables = people::archive_tables(reading);
        lists = people::archive_code_lists(reading, *services.office.law());
    }
    return Export(services, actor, order, std::move(tables), std::move(lists)).run();
}

}  // namespace exchange
