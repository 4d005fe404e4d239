using Platform.Model;

namespace Platform.Server.Evaluation;

/// <summary>Where the next page of a list begins: the key of the last row shown.</summary>
internal static class Cursors
{
    public static string Write(Guid last) => last.ToString("N");

    public static bool TryRead(string? cursor, out Guid? after)
    {
        after = Guid.TryParseExact(cursor, "N", out var id) ? id : null;
        return cursor is null || after is not null;
    }

    public static Problem Wrong(string cursor) => Problem.Invalid("request.parameter", "cursor", ("parameter", "cursor"), ("value", cursor));
}
