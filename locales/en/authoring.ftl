# What a new module comes with, for whoever fills it in.

authoring-draft = Draft: still to be written and reviewed. Delete this line when it is ready.
authoring-label = New topic
authoring-title = Write the title here
authoring-objective = Write here what she will be able to do
authoring-point = Write one idea here. Use the words of the mine.
authoring-ask = What do you ask about that idea?
authoring-because = Write here why it is so.
authoring-choice = Answer { $letter }
authoring-true = True
authoring-false = False
authoring-imported = From { $file }, line { $line }. Its source is missing, and a specialist's review.
