using System.Data.Common;
using Dapper;
using Platform.Server.Data;

namespace Platform.Server.Cases.Search;

/// <summary>How rare a word is, so that a statement begins with the rarest.</summary>
internal static class CaseWordStore
{
    /// <summary>Cases that have the word, counted no further than <paramref name="most"/>.</summary>
    /// <param name="places">Condition on <c>k.locality</c>.</param>
    /// <param name="visible">The parameters of <paramref name="places"/>.</param>
    public static Task<int> CountAsync(DbConnection connection, IDialect dialect, long word, string places, DynamicParameters visible, int most, CancellationToken ct)
    {
        var parameters = new DynamicParameters(visible);
        parameters.Add("word", word);
        parameters.Add("skip", 0);
        parameters.Add("take", most);
        return connection.ExecuteScalarAsync<int>(new CommandDefinition(
            $"select count(*) from (select k.case_id from case_word k where k.word = @word and {places} order by k.case_id {dialect.Page}) x", parameters, cancellationToken: ct));
    }
}
