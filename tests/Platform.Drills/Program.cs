using System.Globalization;
using System.Text.Json;
using Platform.Drills;

// The other end of CrowdProcess: each line that comes in is answered with one line, counts or what went wrong.
if (args is not ["crowd", var work, var server, var path, var size, var seed, var run] || !Enum.TryParse<CrowdWork>(work, out var wanted))
{
    await Console.Error.WriteLineAsync("crowd WORK SERVER LEDGER PEOPLE SEED RUN: started by the drills, see docs/operations.md");
    return 2;
}

using var office = new Office([.. server.Split(',').Select(s => new Uri(s))]);
using var ledger = new Ledger.Writer(path);
var (people, dice) = (int.Parse(size, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture));
Crowd crowd = wanted switch
{
    CrowdWork.Cases => new CaseCrowd(office, ledger, people, dice, run),
    CrowdWork.Bundles => new BundleCrowd(office, ledger, people, dice, run),
    _ => throw new ArgumentOutOfRangeException(nameof(args), wanted, "Nobody does this work."),
};
await office.SignInAsync();
var working = crowd.WorkAsync();
while (await Console.In.ReadLineAsync() is { } word)
{
    if (word == "stop")
    {
        crowd.Stop();
        await working;
    }

    Console.WriteLine(crowd.Wrong is { } wrong
        ? $"{wrong.GetType().Name}: {wrong.Message}".ReplaceLineEndings(" ")
        : JsonSerializer.Serialize(new CrowdCount(office.InFlight, crowd.Answers, office.Unanswered, office.Refused)));
    if (word == "stop")
    {
        break;
    }
}

return 0;
