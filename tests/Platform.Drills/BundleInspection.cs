using System.Collections.Concurrent;

namespace Platform.Drills;

/// <summary>Looks at a server on which a crowd filed bundles and nothing else: what was answered is there and whole, is answered the same again, and nothing more is there.</summary>
internal sealed class BundleInspection(Office office, Ledger ledger) : Inspection
{
    /// <summary>All bundles the server has.</summary>
    public IReadOnlyList<AnsweredBundle> Bundles { get; private set; } = [];

    public async Task LookAsync()
    {
        await Parallel.ForEachAsync(ledger.Bundles, AtOnce, async (bundle, _) => await NothingIsLostAsync(bundle));
        var before = await NumbersAsync();
        await Parallel.ForEachAsync(ledger.Bundles, AtOnce, async (bundle, _) => await RepeatAsync(bundle));
        var (bundles, cases) = await NumbersAsync();
        foreach (var more in bundles.Except(before.Bundles).Concat(cases.Except(before.Cases)))
        {
            Add(Fault.Doubled, $"{more} was filed by repeating");
        }

        var answered = ledger.Bundles.Select(b => b.Number).ToHashSet();
        foreach (var number in bundles.Where(b => !answered.Contains(b)))
        {
            Add(Fault.Doubled, $"bundle {number} belongs to no command");
        }

        await WholeAsync(bundles, cases);
        CaseNumbers(cases);
        Series(bundles, "bundle");
    }

    private async Task NothingIsLostAsync(AnsweredBundle answered)
    {
        var seen = await TryAsync(Fault.Lost, () => office.ReadAsync(Office.Resident, $"/api/v1/bundles/{answered.Number}"));
        if (seen is not null && AnsweredBundle.Of(answered.Key, answered.File, seen) is var there && !there.IsSameAs(answered))
        {
            Add(Fault.Lost, $"{answered} was answered; there is {there}");
        }

        foreach (var one in answered.Cases)
        {
            var found = await TryAsync(Fault.Lost, () => office.ReadAsync(Office.Resident, $"/api/v1/cases/{one.Number}"));
            if (found is not null && found["trackingCode"]!.GetValue<string>() != one.TrackingCode)
            {
                Add(Fault.Lost, $"case {one.Number} is not the one that was filed");
            }
        }
    }

    private async Task RepeatAsync(AnsweredBundle answered)
    {
        var answer = await TryAsync(Fault.Doubled, () => office.FileBundleAsync(answered.Key, answered.File));
        if (answer is not null && AnsweredBundle.Of(answered.Key, answered.File, answer) is var again && !again.IsSameAs(answered))
        {
            Add(Fault.Doubled, $"the key of {answered} was answered with {again}");
        }
    }

    /// <summary>Every bundle has a case of each item, and every case is one bundle's.</summary>
    private async Task WholeAsync(IEnumerable<string> numbers, IReadOnlyList<string> cases)
    {
        var bundles = new ConcurrentBag<AnsweredBundle>();
        await Parallel.ForEachAsync(numbers, AtOnce, async (number, _) =>
        {
            if (await TryAsync(Fault.Half, () => office.ReadAsync(Office.Resident, $"/api/v1/bundles/{number}")) is { } bundle)
            {
                bundles.Add(AnsweredBundle.Of("", Guid.Empty, bundle));
            }
        });

        foreach (var bundle in bundles.Where(b => !b.Cases.Select(c => c.Item).SequenceEqual(Office.BundleItems)))
        {
            Add(Fault.Half, $"{bundle} has not a case of each item");
        }

        var owned = bundles.SelectMany(b => b.Cases).ToLookup(c => c.Number);
        foreach (var number in cases.Where(c => owned[c].Count() != 1))
        {
            Add(Fault.Half, $"case {number} belongs to {owned[number].Count()} bundles");
        }

        Bundles = [.. bundles];
    }

    private async Task<(IReadOnlyList<string> Bundles, IReadOnlyList<string> Cases)> NumbersAsync() => (await NumbersAsync("/api/v1/bundles?"), await NumbersAsync("/api/v1/cases?"));

    private async Task<IReadOnlyList<string>> NumbersAsync(string list) => [.. (await office.ReadAllAsync(Office.Resident, list)).Select(i => i["number"]!.GetValue<string>())];
}
