using LensGrains.Api.Hosting;

if (UpOptions.Parse(args, out var exitCode) is not { } options)
{
    return exitCode;
}

await using var app = LensGrainsServer.Build(options);
string link;
try
{
    link = app.SignInOwner(options);
    await app.StartAsync();
}
catch (Exception error) when (StartRefusal.Of(error, options) is { } reason)
{
    Console.Error.WriteLine($"lens: {reason}");
    return 1;
}

var url = app.Url();
Console.WriteLine($"listening on {url}");
Console.WriteLine($"{url}/?token={link}");
await app.WaitForShutdownAsync();
return 0;
