namespace Platform.Model.Notifications;

/// <summary>What messages say that no step of a flow causes by itself, for showing them before anybody gets one.</summary>
public static class MessageSamples
{
    private const string Day = "2026-03-05";

    /// <summary>The member <c>data</c> of messages about a case; null for a message nothing is known of.</summary>
    /// <param name="words">Stand wherever somebody would have written words.</param>
    public static object? OfCase(string template, string words) => template switch
    {
        "gap-due" => new { dueOn = Day, materials = words },
        "deadline-warning" => new { rung = "yellow", step = words, deadline = Day },
        "message-from-office" or "department-note" => new { text = words },
        "task-assigned" or "task-unassigned" => new { title = words },
        _ => null,
    };

    /// <summary>All a message knows that is about no case; null for one about a case.</summary>
    public static object? OfSite(string template, string words) => template switch
    {
        "sms-code" => new { code = "123456", minutes = 5 },
        "rating-link" => new { item = new { name = words }, address = "https://www.example.com/r/k7Qm2" },
        "publication-failed" => new { count = 2, from = Day + " 09:00" },
        _ => null,
    };
}
