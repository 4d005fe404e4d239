namespace Platform.Tests.Scheduling;

/// <summary>
/// Runs asynchronous code on one thread, one step at a time, where a step is what runs between two awaits. Which of the ready steps runs next, when time passes and
/// what goes wrong are <see cref="Choices"/>, so a run can be repeated exactly. Code on the stage must wait for nothing but what happens on it: tasks, channels and
/// timers of <see cref="Clock"/>. A step that comes from another thread would make the run unrepeatable, and fails it.
/// </summary>
internal sealed class Stage(Choices choices, int faults = 0) : TaskScheduler
{
    private const int MostSteps = 60_000;

    private readonly Queue<string> _notes = [];
    private readonly List<Task> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private string? _stranger;

    public VirtualClock Clock { get; } = new();

    /// <summary>How much may still go wrong.</summary>
    public int FaultsLeft { get; private set; } = faults;

    /// <summary>Something went wrong by choice.</summary>
    public bool Troubled { get; private set; }

    /// <summary>What was said last, for whoever reads of a failure.</summary>
    public IEnumerable<string> Notes => _notes;

    public static void Run(Choices choices, int faults, Func<Stage, Task> scenario)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var stage = new Stage(choices, faults);
        try
        {
            stage.Play(Task.Factory.StartNew(() => scenario(stage), CancellationToken.None, TaskCreationOptions.None, stage).Unwrap());
        }
        catch (Exception e)
        {
            throw new ScheduleFailedException(e, choices, stage.Notes);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Note(string text)
    {
        _notes.Enqueue($"{Clock.Passed:c} {text}");
        if (_notes.Count > 200)
        {
            _notes.Dequeue();
        }
    }

    /// <summary>Others may run here.</summary>
    public async Task StepAsync()
    {
        if (Current != this)
        {
            throw new InvalidOperationException("Whoever takes a step here has left the stage.");
        }

        await Task.Yield();
    }

    public int Pick(int options) => choices.Next(options, ChoiceKind.Pick);

    /// <summary>0 = nothing goes wrong; else the number of the fault, up to <paramref name="kinds"/>.</summary>
    public int Fault(int kinds, string where)
    {
        var fault = FaultsLeft > 0 ? choices.Next(kinds + 1, ChoiceKind.Fault) : 0;
        if (fault > 0)
        {
            (FaultsLeft, Troubled) = (FaultsLeft - 1, true);
            Note($"fault {fault} at {where}");
        }

        return fault;
    }

    /// <summary>Nothing goes wrong meanwhile.</summary>
    public async Task CalmlyAsync(Func<Task> act)
    {
        (var left, FaultsLeft) = (FaultsLeft, 0);
        await act();
        FaultsLeft = left;
    }

    /// <summary>The wall clock jumps by hours a few times, ahead and back, and is put right in the end.</summary>
    public async Task JumpAsync()
    {
        var ahead = TimeSpan.Zero;
        for (var left = 1 + Pick(3); left > 0; left--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400 * Pick(8)), Clock);
            var by = TimeSpan.FromHours(Pick(11) - 5);
            Note($"the clock jumps by {by}");
            Clock.Jump(by);
            ahead += by;
        }

        await Task.Delay(TimeSpan.FromSeconds(Pick(4)), Clock);
        Clock.Jump(-ahead);
        Note("the clock is put right");
    }

    /// <summary>Here and now: the asynchronous way would let who waits go on elsewhere.</summary>
    public static void Cancel(CancellationTokenSource source) => source.Cancel();

    public bool Fails(string where) => Fault(1, where) > 0;

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _stranger = Environment.StackTrace;
        }

        lock (_ready)
        {
            _ready.Add(task);
        }
    }

    // A continuation that ran at once would hide what may come between.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    private void Play(Task play)
    {
        for (var steps = 0; !play.IsCompleted; steps++)
        {
            if (_stranger is not null)
            {
                throw new InvalidOperationException("A step came from another thread: " + _stranger);
            }

            if (steps == MostSteps)
            {
                throw new InvalidOperationException($"It has not come to an end after {MostSteps} steps.");
            }

            if (_ready.Count > 0 && !(Clock.HasTimers && choices.Next(2, ChoiceKind.Time) == 1))
            {
                var chosen = choices.Next(_ready.Count, ChoiceKind.Run);
                var task = _ready[chosen];
                _ready.RemoveAt(chosen);
                TryExecuteTask(task);
            }
            else if (Clock.HasTimers)
            {
                Clock.PassToNext();
            }
            else
            {
                throw new InvalidOperationException("Everything waits, and nothing will happen any more.");
            }
        }

        play.GetAwaiter().GetResult();
    }
}

/// <summary>A schedule under which something did not hold, with what is needed to see it again.</summary>
internal sealed class ScheduleFailedException(Exception inner, Choices choices, IEnumerable<string> notes, string? how = null)
    : Exception($"{inner.Message}\n{how}\nTo see it again: Explore.Again(\"{choices}\", …)\n{string.Join('\n', notes)}", inner)
{
    public Choices Choices => choices;

    public IEnumerable<string> Notes => notes;
}
