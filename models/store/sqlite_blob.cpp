#include "models/store/sqlite_blob.h"

#include <sqlite3.h>

namespace vedette {

Status BlobReader::open(std::int64_t row)
{
    int code = SQLITE_OK;
    if (m_blob != nullptr)
        code = sqlite3_blob_reopen(m_blob, row);
    else
        code = sqlite3_blob_open(m_db->handle(), "main", m_table, "bytes", row, 0, &m_blob);
    if (code == SQLITE_OK)
        return Done{};
    auto error = sqliteError(m_db->handle(), code);
    close();
    return error;
}

std::uint64_t BlobReader::size() const { return m_blob == nullptr ? 0 : static_cast<std::uint64_t>(sqlite3_blob_bytes(m_blob)); }

Status BlobReader::read(std::uint64_t offset, std::uint64_t length, std::string& out)
{
    if (m_blob == nullptr || offset > size() || length > size() - offset)
        return makeError(ErrorKind::store, "stored samples are damaged");
    out.resize(static_cast<std::size_t>(length));
    const int code = sqlite3_blob_read(m_blob, out.data(), static_cast<int>(length), static_cast<int>(offset));
    return code == SQLITE_OK ? Status(Done{}) : sqliteError(m_db->handle(), code);
}

void BlobReader::close()
{
    sqlite3_blob_close(m_blob);
    m_blob = nullptr;
}

} // namespace vedette
