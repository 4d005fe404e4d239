using System.Text;

namespace Platform.Server.Data;

/// <summary>Text for a column that already is UTF-8, as JSON is written: the embedded engine takes it as it is.</summary>
internal readonly record struct Utf8Text(ReadOnlyMemory<byte> Bytes)
{
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
