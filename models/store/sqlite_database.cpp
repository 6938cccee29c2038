#include "models/store/sqlite_database.h"

#include "models/store/cache.h"

#include <sqlite3.h>

#include <string_view>
#include <utility>

namespace vedette {

namespace {

constexpr std::string_view kNoRoom = "the disk is full";

} // namespace

bool foundNoRoom(const Error& error) { return error.kind == ErrorKind::store && error.detail.starts_with(kNoRoom); }

Error sqliteError(sqlite3* db, int code)
{
    const bool noRoom = code == SQLITE_IOERR_SHMSIZE; // not even for the shared memory of the WAL
    const int primary = noRoom ? SQLITE_FULL : code & 0xFF;
    std::string sentence;
    switch (primary) {
    case SQLITE_FULL:
        sentence = std::string(kNoRoom) + ": nothing of this was stored; what is in the cache stays";
        break;
    case SQLITE_READONLY:
        sentence = "the cache may not be written: its folder or file is read-only";
        break;
    case SQLITE_CANTOPEN:
        sentence = "the cache cannot be opened: its folder is missing or not accessible";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        sentence = "the cache file is damaged";
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        sentence = "the cache is busy: another process holds it";
        break;
    case SQLITE_IOERR:
        sentence = "the disk failed while the cache was read or written";
        break;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        sentence = "no permission to use the cache file";
        break;
    default:
        sentence = "the cache failed";
    }
    sentence += " (SQLite: ";
    sentence += db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return makeError(ErrorKind::store, sentence + ")");
}

Statement::~Statement() { sqlite3_finalize(m_statement); }
Statement::Statement(Statement&& other) noexcept
    : m_db(std::exchange(other.m_db, nullptr)), m_statement(std::exchange(other.m_statement, nullptr))
{
}
Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_db, other.m_db);
    std::swap(m_statement, other.m_statement);
    return *this;
}

Statement& Statement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, index, value);
    return *this;
}
Statement& Statement::bind(int index, std::string_view text)
{
    sqlite3_bind_text64(m_statement, index, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}
Statement& Statement::bindBlob(int index, std::string_view bytes)
{
    sqlite3_bind_blob64(m_statement, index, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
    return *this;
}
Statement& Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement, index);
    return *this;
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    auto error = sqliteError(m_db, code);
    sqlite3_reset(m_statement);
    return error;
}

Status Statement::run()
{
    auto more = step();
    reset();
    if (!more.ok())
        return more.error();
    return Done{};
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }
std::optional<std::int64_t> Statement::maybeInteger(int column) const
{
    if (sqlite3_column_type(m_statement, column) == SQLITE_NULL)
        return std::nullopt;
    return integer(column);
}
std::string_view Statement::text(int column) const
{
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return bytes == nullptr ? std::string_view{} : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}
std::string_view Statement::blob(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return bytes == nullptr ? std::string_view{} : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

Result<Database> Database::open(const std::string& path, Mode mode, bool* damaged)
{
    Database out;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    std::string name = path;
    if (mode == Mode::write) {
        flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    } else {
        flags |= SQLITE_OPEN_READONLY;
        if (mode == Mode::readImmutable) {
            flags |= SQLITE_OPEN_URI;
            static constexpr char kHex[] = "0123456789ABCDEF";
            name = "file:";
            for (const char c : path) {
                const auto u = static_cast<unsigned char>(c);
                if (u <= 0x20 || u >= 0x7F || c == '?' || c == '#' || c == '%')
                    name += {'%', kHex[u >> 4U], kHex[u & 15U]};
                else
                    name += c;
            }
            name += "?immutable=1";
        }
    }
    const int code = sqlite3_open_v2(name.c_str(), &out.m_db, flags, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(out.m_db, code);
    sqlite3_busy_timeout(out.m_db, 5000);
    sqlite3_db_config(out.m_db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Only the writer checkpoints (two connections doing so meet the WAL-reset bug of SQLite before 3.51.3).
    if (mode != Mode::write)
        sqlite3_db_config(out.m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    for (const char* setting : {"PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;",
             mode == Mode::write ? "PRAGMA cache_size=-16384; PRAGMA secure_delete=OFF;" : "PRAGMA cache_size=-8192; PRAGMA query_only=ON;"}) {
        auto done = out.exec(setting);
        if (!done.ok() && damaged != nullptr)
            *damaged = out.saysDamaged();
        if (!done.ok())
            return done.error();
    }
    return out;
}

Database::~Database() { sqlite3_close_v2(m_db); }
Database::Database(Database&& other) noexcept : m_db(std::exchange(other.m_db, nullptr)) {}
Database& Database::operator=(Database&& other) noexcept
{
    std::swap(m_db, other.m_db);
    return *this;
}

Status Database::exec(const char* sql)
{
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(m_db, code);
    return Done{};
}

Result<Statement> Database::prepare(std::string_view sql) const
{
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(m_db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(m_db, code);
    return Statement(m_db, statement);
}

Result<std::optional<std::int64_t>> Database::integer(std::string_view sql) const
{
    auto statement = prepare(sql);
    if (!statement.ok())
        return statement.error();
    auto row = statement->step();
    if (!row.ok())
        return row.error();
    return *row ? statement->maybeInteger(0) : std::nullopt;
}

std::int64_t Database::lastRowId() const { return sqlite3_last_insert_rowid(m_db); }
std::int64_t Database::changes() const { return sqlite3_changes64(m_db); }
bool Database::inTransaction() const { return sqlite3_get_autocommit(m_db) == 0; }
bool Database::saysDamaged() const
{
    const int primary = m_db == nullptr ? SQLITE_OK : sqlite3_errcode(m_db) & 0xFF;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

bool Database::saysNotSynced() const
{
    const int code = m_db == nullptr ? SQLITE_OK : sqlite3_extended_errcode(m_db);
    return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}
void Database::leaveWal() const { sqlite3_db_config(m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

Result<Transaction> Transaction::begin(Database& db, bool write)
{
    VEDETTE_TRY(db.exec(write ? "BEGIN IMMEDIATE" : "BEGIN"));
    return Transaction(db);
}

Transaction::~Transaction()
{
    if (m_db != nullptr && m_db->inTransaction())
        static_cast<void>(m_db->exec("ROLLBACK"));
}

Status Transaction::commit()
{
    auto done = m_db->exec("COMMIT");
    if (done.ok())
        m_db = nullptr;
    return done;
}

} // namespace vedette
