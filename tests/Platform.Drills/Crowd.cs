namespace Platform.Drills;

/// <summary>People who file cases and complete tasks all at once, each waiting for the answer to one request before sending the next.</summary>
/// <param name="run">Sets the keys of this crowd apart from those of another one.</param>
internal sealed class Crowd(Office office, Ledger.Writer ledger, int size, int seed, string run)
{
    private int _answers;
    private volatile bool _enough;

    /// <summary>Commands answered so far.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>What one of them met that must not be; it stops all of them.</summary>
    public Exception? Wrong { get; private set; }

    /// <summary>Works until <see cref="Stop"/>; ends when every command that was begun is answered.</summary>
    public Task WorkAsync() => Task.WhenAll(Enumerable.Range(0, size).Select(n => Task.Run(() => WorkAsync(n))));

    public void Stop() => _enough = true;

    private async Task WorkAsync(int worker)
    {
        var dice = new Random(seed + worker);
        try
        {
            for (var n = 0; !_enough; n++)
            {
                var number = await FileAsync($"{run}-{worker}-{n}");
                var acts = dice.Next(Office.Walk.Count + 1);
                for (var act = 0; act < acts && !_enough; act++)
                {
                    await CompleteAsync(number, act, $"{run}-{worker}-{n}-{act}");
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is what the drill was looking for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Wrong = e;
            _enough = true;
        }
    }

    private async Task<string> FileAsync(string key)
    {
        var file = await office.UploadAsync();
        var answer = await office.FileAsync(key, file);
        var filing = new AnsweredFiling(key, file, answer["number"]!.GetValue<string>(), answer["trackingCode"]!.GetValue<string>());
        ledger.Add(new(Filing: filing));
        Interlocked.Increment(ref _answers);
        return filing.Number;
    }

    private async Task CompleteAsync(string number, int act, string key)
    {
        var task = await office.TaskAsync(Office.Walk[act].User, number) ?? throw new WrongAnswerException($"Nobody has a task of case {number} after act {act}.");
        var answer = await office.CompleteAsync(Office.Walk[act], task, key);
        ledger.Add(new(Completion: new(key, act, number, task, answer["state"]!.GetValue<string>(), answer["version"]!.GetValue<long>())));
        Interlocked.Increment(ref _answers);
    }
}
