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

/// <summary>Words of a query, in whatever case they are written.</summary>
internal static class QueryWords
{
    /// <summary>Null when the query does not name it; <c>request.parameter</c> for a word that is none of <typeparamref name="TWord"/>.</summary>
    public static Result<TWord?> Read<TWord>(string? word, string parameter)
        where TWord : struct, Enum =>
        word is null ? Result<TWord?>.Ok(null)
        : Enum.TryParse<TWord>(word, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(word[0]) ? Result<TWord?>.Ok(value)
        : Problem.Invalid("request.parameter", parameter, ("parameter", parameter), ("value", word));
}
