#include "evidence/entered_figure_store.h"

namespace evidence {
namespace {

const std::string columns =
    "select id, version, initiative_key, figure_key, year, figure, data_date, note, account_id,"
    " removed from entered_figure";

EnteredFigure read_figure(const store::Row& row) {
    EnteredFigure figure;
    figure.id = row.integer(0);
    figure.version = row.integer(1);
    figure.initiative = row.text(2);
    figure.figure = row.text(3);
    figure.year = static_cast<int>(row.integer(4));
    if (!row.is_null(5)) figure.number = row.real(5);
    figure.data_date = base::parse_date(row.text_view(6)).value();
    figure.note = row.text(7);
    figure.account_id = row.integer(8);
    figure.removed = row.integer(9) != 0;
    return figure;
}

std::optional<EnteredFigure> first_of(store::Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_figure(rows.row());
}

void save_version(store::WriteTransaction& transaction, const EnteredFigure& figure,
                  const Changer& changer, history::Change change) {
    history::save(transaction, "entered_figure", figure.id,
                  {figure.version, change, changer.account_id, changer.now, snapshot(figure)});
}

}  // namespace

std::int64_t add_entered_figure(store::WriteTransaction& transaction, const EnteredFigure& figure,
                                const Changer& changer) {
    EnteredFigure added = figure;
    added.version = 1;
    added.id = transaction
                   .integer(
                       "insert into entered_figure (version, initiative_key, figure_key, year,"
                       " figure, data_date, note, account_id, changed_at)"
                       " values (1, $1, $2, $3, $4, $5, $6, $7, $8) returning id",
                       added.initiative, added.figure, added.year, added.number,
                       base::iso_date(added.data_date), added.note, changer.account_id,
                       base::iso_instant(changer.now))
                   .value();
    save_version(transaction, added, changer, history::Change::created);
    return added.id;
}

base::Result<void> change_entered_figure(store::WriteTransaction& transaction,
                                         const EnteredFigure& figure, const Changer& changer,
                                         history::Change change) {
    const std::optional<EnteredFigure> before = find_entered_figure(transaction, figure.id);
    if (!before) return base::refuse("not_found", "Tallet findes ikke.");
    if (before->version != figure.version)
        return base::refuse("version_conflict", "En anden har ændret tallet imens.");
    EnteredFigure after = figure;
    after.version = before->version + 1;
    after.removed = change == history::Change::removed;
    transaction.execute(
        "update entered_figure set version = $2, figure = $3, data_date = $4, note = $5,"
        " account_id = $6, changed_at = $7, removed = $8 where id = $1",
        after.id, after.version, after.number, base::iso_date(after.data_date), after.note,
        changer.account_id, base::iso_instant(changer.now), after.removed ? 1 : 0);
    save_version(transaction, after, changer, change);
    return {};
}

std::optional<EnteredFigure> find_entered_figure(store::Connection& connection, std::int64_t id) {
    return first_of(connection.query(columns + " where id = $1", id));
}

std::optional<EnteredFigure> entered_figure_of(store::Connection& connection,
                                               const std::string& initiative,
                                               const std::string& figure, int year) {
    return first_of(
        connection.query(columns + " where initiative_key = $1 and figure_key = $2 and year = $3",
                         initiative, figure, year));
}

std::vector<EnteredFigure> entered_figures_of(store::Connection& connection,
                                              const std::string& initiative) {
    std::vector<EnteredFigure> figures;
    for (const store::Row& row : connection.query(
             columns + " where initiative_key = $1 and removed = 0 order by figure_key, year desc",
             initiative))
        figures.push_back(read_figure(row));
    return figures;
}

std::vector<EnteredFigure> entered_figures_in(store::Connection& connection, int year) {
    std::vector<EnteredFigure> figures;
    for (const store::Row& row : connection.query(
             columns + " where year = $1 and removed = 0 order by initiative_key, figure_key",
             year))
        figures.push_back(read_figure(row));
    return figures;
}

bool figures_entered_for(store::Connection& connection, const std::string& initiative) {
    return connection
        .integer("select 1 from entered_figure where initiative_key = $1 limit 1", initiative)
        .has_value();
}

}  // namespace evidence
