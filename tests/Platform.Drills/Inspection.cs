using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <summary>What may go wrong when a server is disturbed.</summary>
internal enum Fault
{
    /// <summary>Something that was answered is not there.</summary>
    Lost,

    /// <summary>Something is there without all that was to be stored with it.</summary>
    Half,

    /// <summary>A number is missing in its series, or stands twice.</summary>
    Number,

    /// <summary>One command had its effect twice.</summary>
    Doubled,

    /// <summary>A message never arrived, arrived under two keys, or changed under one key.</summary>
    Message,

    /// <summary>A case cannot be taken to its end.</summary>
    Stuck,

    /// <summary>The journal does not verify.</summary>
    Journal,
}

internal sealed record Finding(Fault Fault, string About);

/// <summary>What was found wrong with a server after something was done to it, and how to look for what every kind of work has in common.</summary>
internal class Inspection
{
    protected static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    private readonly ConcurrentQueue<Finding> _findings = [];

    public IReadOnlyList<Finding> Findings => [.. _findings];

    public void Add(Fault fault, string about) => _findings.Enqueue(new(fault, about));

    /// <summary>Exports the journal of a server that is stopped and verifies the file.</summary>
    public async Task JournalAsync(string program, string data, params string[] database)
    {
        var file = Path.Combine(data, "..", Path.GetFileName(data) + "-journal.jsonl");
        try
        {
            var (exported, saidFirst) = await ServerProcess.RunAsync(program, ["audit", "export", "--to", file, "--data", data, .. database]);
            var (verified, said) = exported == 0 ? await ServerProcess.RunAsync(program, "audit", "verify", "--file", file) : (exported, saidFirst);
            if (verified != 0)
            {
                Add(Fault.Journal, said);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Per authority and day the numbers of cases count 1, 2, 3 …</summary>
    protected void CaseNumbers(IEnumerable<string> numbers)
    {
        // Authority and day, then the count.
        const int SeriesLength = 18 + 8;
        Series(numbers.Select(n => (n[..SeriesLength], int.Parse(n[SeriesLength..], CultureInfo.InvariantCulture))), "case");
    }

    /// <summary>Numbers that are alike but for their last group of digits count 1, 2, 3 … in it.</summary>
    protected void Series(IEnumerable<string> numbers, string of) => Series(numbers.Select(Split), of);

    /// <summary>The answer; null, and a finding, when it was no success.</summary>
    protected async Task<JsonNode?> TryAsync(Fault fault, Func<Task<JsonNode>> ask)
    {
        try
        {
            return await ask();
        }
        catch (WrongAnswerException e)
        {
            Add(fault, e.Message);
            return null;
        }
    }

    private void Series(IEnumerable<(string Series, int Count)> numbers, string of)
    {
        foreach (var series in numbers.GroupBy(n => n.Series, n => n.Count))
        {
            var counts = series.Order().ToList();
            if (!counts.SequenceEqual(Enumerable.Range(1, counts.Count)))
            {
                Add(Fault.Number, $"{of} numbers {series.Key}: {counts.Count} of them, the last is {counts[^1]}, {counts.Distinct().Count()} different");
            }
        }
    }

    private static (string Series, int Count) Split(string number)
    {
        var end = number.Length;
        while (!char.IsAsciiDigit(number[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && char.IsAsciiDigit(number[start - 1]))
        {
            start--;
        }

        return (number[..start], int.Parse(number[start..end], CultureInfo.InvariantCulture));
    }
}
