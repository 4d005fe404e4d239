using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <summary>
/// Looks at a server from outside, after what was done to it: compares what it says now with what it answered before, takes every case to its end, and
/// compares the messages that arrived with the cases.
/// </summary>
internal sealed class CaseInspection(Office office, Ledger ledger) : Inspection
{
    /// <summary>Messages of a case on its way: received, accepted, decided, ready.</summary>
    private const int MessagesPerCase = 4;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Numbers of all cases the server has.</summary>
    public IReadOnlyList<string> Cases { get; private set; } = [];

    /// <summary>What was answered is there, is answered the same again, and stands once; then every case goes to its end.</summary>
    /// <param name="closed">Every command that was sent was answered in the end: no other case may exist.</param>
    public async Task LookAsync(bool closed = true)
    {
        await Parallel.ForEachAsync(ledger.Filings, AtOnce, async (filing, _) => await NothingIsLostAsync(filing));
        await Parallel.ForEachAsync(ledger.Filings, AtOnce, async (filing, _) => await RepeatAsync(filing));
        await Parallel.ForEachAsync(ledger.Completions, AtOnce, async (completion, _) => await RepeatAsync(completion));
        Cases = [.. (await office.ReadAllAsync(Office.Overseer, "/api/v1/cases?")).Select(c => c["number"]!.GetValue<string>())];
        var answered = ledger.Filings.Select(f => f.Number).ToHashSet();
        foreach (var number in closed ? Cases.Where(c => !answered.Contains(c)) : [])
        {
            Add(Fault.Doubled, $"case {number} belongs to no command");
        }

        CaseNumbers(Cases);
        await Parallel.ForEachAsync(Cases, AtOnce, async (number, _) => await FinishAsync(number));
        var documents = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Cases, AtOnce, async (number, _) => await StandsOnceAsync(number, documents));
        Series(documents, "document");
    }

    /// <summary>Waits until every message of every case has arrived, or none has for long, then looks at their keys.</summary>
    public async Task MessagesAsync(SmsReceiver receiver)
    {
        var (arrived, since) = (0, Stopwatch.GetTimestamp());
        while (Cases.Count > 0 && Findings.All(f => f.Fault != Fault.Stuck) && arrived < Cases.Count * MessagesPerCase && Stopwatch.GetElapsedTime(since) < LongestWait)
        {
            await Task.Delay(200);
            if (receiver.Deliveries.Select(d => d.Text).Distinct().Count() is var now && now > arrived)
            {
                (arrived, since) = (now, Stopwatch.GetTimestamp());
            }
        }

        var deliveries = receiver.Deliveries;
        foreach (var key in deliveries.GroupBy(d => d.Key).Where(k => k.Key.Length == 0 || k.Distinct().Count() > 1))
        {
            Add(Fault.Message, $"key '{key.Key}' came with {key.Distinct().Count()} texts");
        }

        foreach (var text in deliveries.GroupBy(d => d.Text).Where(t => t.Select(d => d.Key).Distinct().Count() > 1))
        {
            Add(Fault.Message, $"'{text.Key}' came under {text.Select(d => d.Key).Distinct().Count()} keys");
        }

        var texts = deliveries.Select(d => d.Text).Distinct().ToList();
        foreach (var number in Cases)
        {
            if (texts.Count(t => t.Contains(number, StringComparison.Ordinal)) is var count && count != MessagesPerCase)
            {
                Add(Fault.Message, $"{count} messages of case {number} arrived");
            }
        }
    }

    private async Task NothingIsLostAsync(AnsweredFiling filing)
    {
        var seen = await TryAsync(Fault.Lost, () => office.ReadAsync(Office.Resident, $"/api/v1/cases/{filing.Number}"));
        if (seen is null)
        {
            return;
        }

        if (seen["trackingCode"]!.GetValue<string>() != filing.TrackingCode || seen["answers"]!["unitName"]!.GetValue<string>() != Office.UnitName)
        {
            Add(Fault.Lost, $"case {filing.Number} is not what was filed");
        }

        var last = _completions[filing.Number].MaxBy(c => c.Version);
        var (state, version) = (seen["state"]!.GetValue<string>(), seen["version"]!.GetValue<long>());
        if (version < (last?.Version ?? 1) || Place(state) < Place(last?.State ?? Office.Course[0]))
        {
            Add(Fault.Lost, $"case {filing.Number} is {state} at version {version}; {last?.State} at {last?.Version} was answered");
        }
    }

    private readonly ILookup<string, AnsweredCompletion> _completions = ledger.Completions.ToLookup(c => c.Number);

    private async Task RepeatAsync(AnsweredFiling filing)
    {
        var again = await TryAsync(Fault.Doubled, () => office.FileAsync(filing.Key, filing.File));
        if (again is not null && (again["number"]!.GetValue<string>() != filing.Number || again["trackingCode"]!.GetValue<string>() != filing.TrackingCode))
        {
            Add(Fault.Doubled, $"the key of case {filing.Number} was answered with {again["number"]}");
        }
    }

    private async Task RepeatAsync(AnsweredCompletion completion)
    {
        var again = await TryAsync(Fault.Doubled, () => office.CompleteAsync(Office.Walk[completion.Act], completion.Task, completion.Key));
        if (again is not null && again["version"]!.GetValue<long>() < completion.Version)
        {
            Add(Fault.Lost, $"the completion of task {completion.Task} was answered with version {again["version"]} after {completion.Version}");
        }
    }

    private async Task FinishAsync(string number)
    {
        var state = (await TryAsync(Fault.Stuck, () => office.ReadAsync(Office.Resident, $"/api/v1/cases/{number}")))?["state"]!.GetValue<string>();
        for (var act = 0; act < Office.Walk.Count && state is not null && state != Office.Course[^1]; act++)
        {
            var step = Office.Walk[act];
            if (await office.TaskAsync(step.User, number) is { } task)
            {
                state = (await TryAsync(Fault.Stuck, () => office.CompleteAsync(step, task, $"finish-{number}-{act}")))?["state"]!.GetValue<string>();
            }
        }

        if (state != Office.Course[^1])
        {
            Add(Fault.Stuck, $"case {number} is {state} and nobody can take it further");
        }
    }

    /// <summary>A case that has gone its way has every event and every paper once.</summary>
    private async Task StandsOnceAsync(string number, ConcurrentBag<string> documentNumbers)
    {
        var events = (await office.ReadAsync("wang.lei", $"/api/v1/cases/{number}/events"))["items"]!.AsArray();
        var names = events.Select(e => e!["name"]!.GetValue<string>()).ToList();
        var completed = events.Where(e => e!["name"]!.GetValue<string>() == "task.completed").Select(e => e!["payload"]!["task"]!.GetValue<Guid>()).ToList();
        if (completed.Count != Office.Walk.Count || completed.Distinct().Count() != completed.Count || names.Count(n => n == "case.received") != 1)
        {
            Add(Fault.Doubled, $"case {number} has {completed.Count} completions of {completed.Distinct().Count()} tasks and {names.Count(n => n == "case.received")} receipts");
        }

        foreach (var missing in _completions[number].Where(c => !completed.Contains(c.Task)))
        {
            Add(Fault.Lost, $"the completion of task {missing.Task} is not in the journal of case {number}");
        }

        var documents = (await office.ReadAsync(Office.Resident, $"/api/v1/cases/{number}/documents"))["items"]!.AsArray();
        if (documents.Select(d => d!["kind"]!.GetValue<string>()).Distinct().Count() != documents.Count || documents.Count == 0)
        {
            Add(Fault.Doubled, $"case {number} has {documents.Count} papers of {documents.Select(d => d!["kind"]!.GetValue<string>()).Distinct().Count()} kinds");
        }

        foreach (var document in documents)
        {
            documentNumbers.Add(document!["number"]!.GetValue<string>());
        }
    }

    private static int Place(string state) => Office.Course.ToList().IndexOf(state);
}
