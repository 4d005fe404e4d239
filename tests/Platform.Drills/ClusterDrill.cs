using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <param name="InFlight">Requests that were under way at each kill; the fewest.</param>
/// <param name="Takeovers">For every kill how long a command took that was sent at once for a case which had lived on the killed node.</param>
/// <param name="Restarts">Nodes that were told to stop and started again under load.</param>
/// <param name="UnansweredInRestarts">Requests that got no answer meanwhile.</param>
/// <param name="RefusedInRestarts">Requests that were answered with 503 meanwhile.</param>
/// <param name="DeliveriesInRestarts">Deliveries that came first meanwhile, and how many of these came again under their key meanwhile.</param>
/// <param name="Repeated">Deliveries that came again under the key they had come with before.</param>
/// <param name="Return">From the start of one node, after all were killed at once, until it was ready.</param>
internal sealed record ClusterReport(
    int Seed,
    int InFlight,
    IReadOnlyList<TimeSpan> Takeovers,
    int Restarts,
    int UnansweredInRestarts,
    int RefusedInRestarts,
    (int All, int Repeated) DeliveriesInRestarts,
    int Cases,
    int Completions,
    int Unanswered,
    int Refused,
    int Deliveries,
    int Repeated,
    TimeSpan Return,
    IReadOnlyList<Finding> Findings);

/// <param name="Commands">Answered while it was measured: filings and completions, each with the requests around it.</param>
/// <param name="Cpu">Of all nodes together meanwhile.</param>
/// <param name="Takeover">How long a command took for a case of a node that was killed; null of a node that was alone.</param>
internal sealed record ClusterFigures(int Nodes, TimeSpan Time, int Filings, int Commands, TimeSpan Cpu, TimeSpan? Takeover, IReadOnlyList<Finding> Findings);

/// <summary>Nodes that serve together while a crowd works with all of them: some are killed and come back, then each is restarted in order; then it is looked at what is left.</summary>
/// <param name="program">Path of Platform.Server.dll.</param>
/// <param name="folder">Empty; takes the data and the ledgers.</param>
/// <param name="nodes">At least 1; where one is to be killed, 2.</param>
/// <param name="database">Arguments that name a database on a server.</param>
internal sealed class ClusterDrill(string program, string folder, int nodes, int people, int seed, Action<string> say, params string[] database) : IDisposable
{
    private readonly SmsReceiver _receiver = new();
    private readonly List<ServerProcess> _nodes = [];
    private readonly List<AnsweredFiling> _filings = [];
    private readonly List<AnsweredCompletion> _completions = [];
    private readonly Random _dice = new(seed);
    private TimeSpan _return;

    /// <summary>What keeps a node serving after it said that it stops: several rounds of the balancer.</summary>
    private const int DrainSeconds = 2;

    private string Data => Path.Combine(folder, "data");

    private IReadOnlyList<Uri> Urls => [.. _nodes.Select(n => n.Url)];

    /// <summary>Starts the nodes, all at once on an empty database.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Data);
        for (var node = 1; node <= nodes; node++)
        {
            _nodes.Add(new ServerProcess(program, Data, _receiver.Address, database, settings: SettingsOf(node)));
        }

        await Task.WhenAll(_nodes.Select(n => n.StartAsync()));
    }

    /// <param name="kills">One node each time, chosen by lot, started again when another one has taken over.</param>
    public async Task<ClusterReport> RunAsync(int kills)
    {
        await StartAsync();
        using var crowd = await CrowdProcess.StartAsync(Urls, Path.Combine(folder, "ledger.jsonl"), people, seed, "cluster");
        var (fewest, takeovers) = (int.MaxValue, new List<TimeSpan>());
        for (var kill = 1; kill <= kills; kill++)
        {
            var victim = _dice.Next(nodes);
            var probe = await FileOnAsync(victim, $"probe-{kill}");
            var count = await MomentAsync(crowd);
            await _nodes[victim].KillAsync();
            fewest = Math.Min(fewest, count.InFlight);
            takeovers.Add(await CompleteElsewhereAsync(victim, probe));
            say(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: node {victim + 1}, {count.InFlight} requests under way, its case was answered elsewhere after {takeovers[^1].TotalSeconds:F1} s"));
            await _nodes[victim].StartAsync();
        }

        var (before, sent) = (await crowd.CountAsync(), _receiver.Deliveries);
        await RestartAllAsync(crowd);
        var (after, meanwhile) = (await crowd.CountAsync(), SentSince(sent));
        say($"rolling restart: {after.Answers - before.Answers} commands answered, {after.Unanswered - before.Unanswered} requests unanswered, {after.Refused - before.Refused} refused");
        var last = await crowd.StopAsync();
        var ledger = crowd.Ledger();
        var inspection = await InspectAsync(ledger with { Filings = [.. ledger.Filings, .. _filings], Completions = [.. ledger.Completions, .. _completions] });
        var (deliveries, repeated) = Sent();
        return new(
            seed, fewest, takeovers, nodes, after.Unanswered - before.Unanswered, after.Refused - before.Refused,
            meanwhile,
            inspection.Cases.Count, ledger.Completions.Count + _completions.Count, last.Unanswered, last.Refused,
            deliveries, repeated, _return, inspection.Findings);
    }

    /// <summary>Lets the crowd work for a while in peace, then kills one node of several.</summary>
    public async Task<ClusterFigures> MeasureAsync(TimeSpan warmup, TimeSpan time)
    {
        await StartAsync();
        using var crowd = await CrowdProcess.StartAsync(Urls, Path.Combine(folder, "ledger.jsonl"), people, seed, "measured");
        await Task.Delay(warmup);
        var (before, filed, cpu, since) = (await crowd.CountAsync(), crowd.Ledger().Filings.Count, Cpu(), Stopwatch.StartNew());
        await Task.Delay(time);
        var (after, used, took, filings) = (await crowd.CountAsync(), Cpu() - cpu, since.Elapsed, crowd.Ledger().Filings.Count - filed);
        TimeSpan? takeover = null;
        if (nodes > 1)
        {
            var probe = await FileOnAsync(0, "probe");
            await _nodes[0].KillAsync();
            takeover = await CompleteElsewhereAsync(0, probe);
            await _nodes[0].StartAsync();
        }

        await crowd.StopAsync();
        var ledger = crowd.Ledger();
        var inspection = await InspectAsync(ledger with { Filings = [.. ledger.Filings, .. _filings], Completions = [.. ledger.Completions, .. _completions] });
        return new(nodes, took, filings, after.Answers - before.Answers, used, takeover, inspection.Findings);
    }

    /// <summary>What the nodes wrote to their consoles.</summary>
    public string Said() => string.Join('\n', _nodes.Select((n, i) => $"--- node {i + 1}\n{n.Said()}"));

    public void Dispose()
    {
        _nodes.ForEach(n => n.Dispose());
        _receiver.Dispose();
    }

    /// <summary>What came after <paramref name="before"/>, and how much of it came again. What the kills before left unacknowledged is not counted: it may come again at any time.</summary>
    private (int All, int Repeated) SentSince(IReadOnlyList<Delivery> before)
    {
        var known = before.Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        var fresh = _receiver.Deliveries.Skip(before.Count).Where(d => !known.Contains(d.Key)).ToList();
        return (fresh.Count, fresh.Count - fresh.DistinctBy(d => d.Key).Count());
    }

    private (int All, int Repeated) Sent()
    {
        var all = _receiver.Deliveries;
        return (all.Count, all.Count - all.DistinctBy(d => d.Key).Count());
    }

    private TimeSpan Cpu() => _nodes.Aggregate(TimeSpan.Zero, (sum, node) =>
    {
        using var process = Process.GetProcessById(node.Id);
        return sum + process.TotalProcessorTime;
    });

    /// <summary>Files a case with one node, where it lives from then on.</summary>
    private async Task<AnsweredFiling> FileOnAsync(int node, string key)
    {
        using var office = new Office(_nodes[node].Url);
        await office.SignInAsync();
        var file = await office.UploadAsync();
        var filing = AnsweredFiling.Of(key, file, await office.FileAsync(key, file));
        _filings.Add(filing);
        return filing;
    }

    /// <summary>How long it takes until another node has answered a command for the case.</summary>
    private async Task<TimeSpan> CompleteElsewhereAsync(int dead, AnsweredFiling filing)
    {
        using var office = new Office(_nodes[(dead + 1) % nodes].Url);
        var since = Stopwatch.StartNew();
        await office.SignInAsync();
        var task = await office.TaskAsync(Office.Walk[0].User, filing.Number) ?? throw new WrongAnswerException($"Nobody has a task of case {filing.Number}.");
        JsonNode answer = await office.CompleteAsync(Office.Walk[0], task, filing.Key + "-0");
        _completions.Add(new(filing.Key + "-0", 0, filing.Number, task, answer["state"]!.GetValue<string>(), answer["version"]!.GetValue<long>()));
        return since.Elapsed;
    }

    private async Task RestartAllAsync(CrowdProcess crowd)
    {
        foreach (var node in _nodes)
        {
            await crowd.ProgressAsync(people / 2);
            await node.StopAsync();
            if (node.LastExitCode != 0)
            {
                throw new WrongAnswerException($"A node that was told to stop ended with {node.LastExitCode}.");
            }

            await node.StartAsync();
        }

        await crowd.ProgressAsync(people);
    }

    private async Task<CaseInspection> InspectAsync(Ledger ledger)
    {
        using var office = new Office(Urls);
        await office.SignInAsync();
        var inspection = new CaseInspection(office, ledger);
        await inspection.LookAsync();
        await inspection.MessagesAsync(_receiver);
        await Task.WhenAll(_nodes.Select(n => n.KillAsync()));
        var since = Stopwatch.StartNew();
        await _nodes[0].StartAsync();
        _return = since.Elapsed;
        await _nodes[0].KillAsync();
        await inspection.JournalAsync(program, Data, database);
        return inspection;
    }

    /// <summary>A moment at which all nodes work and enough is under way.</summary>
    private async Task<CrowdCount> MomentAsync(CrowdProcess crowd)
    {
        await crowd.ProgressAsync(people + _dice.Next(40));
        await Task.Delay(_dice.Next(300));
        var count = await crowd.CountAsync();
        while (count.InFlight < KillDrill.FewestInFlight)
        {
            count = await crowd.CountAsync();
        }

        return count;
    }

    private static Dictionary<string, string> SettingsOf(int node) => new()
    {
        ["Cluster__Enabled"] = "true",
        ["Cluster__Node"] = string.Create(CultureInfo.InvariantCulture, $"node-{node}"),
        ["Cluster__DrainSeconds"] = DrainSeconds.ToString(CultureInfo.InvariantCulture),
    };
}
